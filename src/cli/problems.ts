import { type Direction, directionOf } from '../api/direction.ts';
import type { LoadedProblem, Problem } from '../api/problem.ts';
import { formatNumber } from '../format.ts';
import { listProblems, loadProblem } from '../load-problem.ts';
import { jsonOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { printJson } from './standard-output.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: 'Only this problem, with its whole statement' })
      .options({
        scores: { type: 'boolean', default: false, describe: 'Also score the initial programs; takes a second each' },
        json: jsonOption,
      })
      .example('$0 problems --scores', 'with the score of each initial program on this machine')
      .example('$0 problems circle-packing-26', 'the whole statement'),
  handler: async (argv) => {
    const names = argv.name === undefined ? await listProblems() : [argv.name];
    const found = [];
    for (const name of names) found.push(await describe(await loadProblem(name), argv.scores));
    if (argv.json) return printJson(found);
    const lines = argv.name === undefined ? asTable(found, argv.scores) : found.map(asText);
    console.log(lines.join('\n'));
  },
});

interface Description {
  readonly name: string;
  readonly statement: string;
  /** Which scores are better. */
  readonly direction: Direction;
  readonly knownBest: Problem['knownBest'];
  /** Null where the initial program fails; undefined where it was not scored. */
  readonly initialScore?: number | null;
}

async function describe(loaded: LoadedProblem, scored: boolean): Promise<Description> {
  const { name, statement, knownBest } = loaded.problem;
  const direction = directionOf(loaded.problem);
  const description = { name, direction, knownBest, statement: statement.trim() };
  return scored ? { ...description, initialScore: await scoreInitial(loaded) } : description;
}

async function scoreInitial(loaded: LoadedProblem): Promise<number | null> {
  const { openEvaluation } = await import('../compose/open-evaluation.ts');
  const pool = await openEvaluation(loaded, { workers: 1, seed: 0 });
  const evaluation = await pool.evaluate(loaded.initial).finally(() => pool.close());
  return evaluation.status === 'scored' ? evaluation.score : null;
}

/** One line per problem, with as much of its statement as fits. */
function asTable(problems: readonly Description[], scored: boolean): readonly string[] {
  const width = process.stdout.columns ?? 100;
  const head = { name: 'problem', initialScore: 'starts at', best: 'best known', statement: 'statement' };
  const rows = problems.map(({ name, initialScore, knownBest, statement }) => ({
    ...{ name, statement: statement.replace(/\s+/g, ' ') },
    initialScore: formatScore(initialScore),
    best: formatScore(knownBest?.score),
  }));
  return [head, ...rows].map(({ name, initialScore, best, statement }) => {
    const start = scored ? ` ${initialScore.padStart(13)}` : '';
    const line = `${name.padEnd(26)}${start} ${best.padStart(13)}  ${statement}`;
    return line.length > width ? `${line.slice(0, width - 1)}…` : line;
  });
}

function asText({ name, direction, initialScore, knownBest, statement }: Description): string {
  const start = initialScore === undefined ? [] : [`starts at ${formatScore(initialScore)}`];
  const best = knownBest ? [`best known ${formatNumber(knownBest.score)}: ${knownBest.source}`] : [];
  const which = direction === 'max' ? 'higher is better' : 'lower is better';
  return [name, which, ...start, ...best, '', statement].join('\n');
}

function formatScore(score: number | null | undefined): string {
  return score === null ? 'fails' : score === undefined ? '–' : formatNumber(score);
}
