/**
 * Which proposers find what, at an equal number of evaluations, trials within attempts being counted:
 *   node bench/search.ts <problem> [evaluations] [seeds, such as 1,2,3] [arms, such as all,pure,-tune]
 * An arm is a set of proposers: `all` model-free ones, `pure` operators (those that search with trials left out),
 * `first` (the ten operators that there were before), or any of these and names of proposers joined by `+`, or a name after `-` for all but that one.
 * Prints for each arm the median (lowest, highest) of the champions' scores after a quarter, half and all of the
 * evaluations, what they took, and which proposers made the champions.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRun } from '../src/compose.ts';
import { operators } from '../src/proposers/operators/index.ts';
import { searches } from '../src/proposers/search/index.ts';

const [problem = 'circle-packing-26', evaluations = '2000', seeds = '1,2,3', arms = 'all,pure,first'] =
  process.argv.slice(2);
const total = Number(evaluations);
const all = [...operators, ...searches].map(({ name }) => name);
const first = [
  ...['tune-one', 'tune-many', 'blend', 'swap-operator', 'swap-variable', 'wrap-expression', 'replace-expression'],
  ...['change-condition', 'edit-statement', 'copy-code'],
];

const sets: Readonly<Record<string, readonly string[]>> = { all, pure: operators.map(({ name }) => name), first };

function proposersOf(arm: string): readonly string[] {
  if (arm.startsWith('-')) return all.filter((name) => name !== arm.slice(1));
  return arm.split('+').flatMap((name) => sets[name] ?? [name]);
}

interface Run {
  /** The champion's score after a quarter, half and all of the evaluations. */
  readonly scores: readonly number[];
  readonly attempts: number;
  readonly seconds: number;
  readonly champions: ReadonlyMap<string, number>;
}

async function run(arm: string, seed: number): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'germline-bench-'));
  const stop = new AbortController();
  const marks = [total / 4, total / 2, total];
  const scores: number[] = [];
  const champions = new Map<string, number>();
  let spent = 0;
  let attempts = 0;
  let best = Number.NaN;
  const session = await startRun(problem, {
    path: join(folder, 'population'),
    workers: 2,
    sandbox: 'auto',
    seed,
    settings: { proposers: proposersOf(arm) },
    reporter: {
      attempted(attempt, told) {
        if (spent >= total) return;
        const { outcome, operator, trials = 0 } = attempt;
        if (outcome.status !== 'refused') spent++;
        spent += trials;
        attempts++;
        // A search that ends beyond a mark does not count for it.
        while (scores.length < marks.length && spent > (marks[scores.length] as number)) scores.push(best);
        if (told.improvedChampion && outcome.status === 'scored') {
          best = outcome.score;
          champions.set(operator, (champions.get(operator) ?? 0) + 1);
        }
        if (spent >= total) stop.abort();
      },
    },
  });
  best = session.engine.population.score(0);
  const begun = performance.now();
  await session.evolve({ stop: stop.signal, abort: new AbortController().signal });
  const seconds = (performance.now() - begun) / 1000;
  await session.close();
  await rm(folder, { recursive: true });
  while (scores.length < marks.length) scores.push(best);
  return { scores, attempts, seconds, champions };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] as number;
const show = (value: number) => value.toPrecision(6);
const range = (values: readonly number[]) =>
  `${show(median(values))} (${show(Math.min(...values))}, ${show(Math.max(...values))})`;

console.log(`${problem}, ${total} evaluations, seeds ${seeds}: median (lowest, highest) after a quarter, half and all`);
for (const arm of arms.split(',')) {
  const runs: Run[] = [];
  for (const seed of seeds.split(',')) {
    const one = await run(arm, Number(seed));
    runs.push(one);
    console.log(`         seed ${seed}: ${one.scores.map(show).join('  ')}`);
  }
  const scores = [0, 1, 2].map((mark) => range(runs.map((one) => one.scores[mark] as number)));
  const seconds = median(runs.map((one) => one.seconds));
  const champions = new Map<string, number>();
  for (const one of runs)
    for (const [name, count] of one.champions) champions.set(name, (champions.get(name) ?? 0) + count);
  const makers = [...champions].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${count}`);
  console.log(`${arm.padEnd(8)} ${scores.join('  ')}`);
  console.log(
    `         ${median(runs.map((one) => one.attempts))} attempts, ${Math.round(seconds)} s; ${makers.join(', ')}`,
  );
}
