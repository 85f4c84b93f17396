/**
 * Cost and value of the model-free operators, without the engine and its sandbox:
 *   node bench/operators.ts [attempts of a climb]
 * For each operator on two programs: milliseconds per proposal with its gates, the share of admitted proposals, and of
 * those the shares that return numbers and that hang. Then climbs on small tasks with fixed seeds, to choose step sizes.
 */
import { stripTypeScriptTypes } from 'node:module';
import { createContext, runInContext } from 'node:vm';
import type { Program, Random } from '../src/api/program.ts';
import type { Candidate, Proposer, Request } from '../src/api/proposer.ts';
import { admit } from '../src/change/gates.ts';
import { readProgram, withFiles } from '../src/language/program.ts';
import { createBandit } from '../src/proposers/bandit.ts';
import { operatorsFor } from '../src/proposers/operators/index.ts';
import { randomStream } from '../src/random.ts';
import { median } from './median.ts';

const operators = operatorsFor(readProgram({ 'a.js': '' }));

const never = new AbortController().signal;
const realm = createContext({});

/** A program of one file, and a call that returns a list of numbers. */
interface Fixture {
  readonly text: string;
  readonly call: string;
}

/** The result of the call: finite numbers, or whether the program hangs or fails otherwise. */
function outcome(text: string, call: string): readonly number[] | 'hangs' | 'fails' {
  try {
    const script = stripTypeScriptTypes(text).replaceAll('export ', '');
    const numbers: unknown = JSON.parse(runInContext(`{${script}\n;JSON.stringify(${call})}`, realm, { timeout: 20 }));
    return Array.isArray(numbers) && numbers.every((item) => Number.isFinite(item)) ? numbers : 'fails';
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? 'hangs' : 'fails';
  }
}

function run(text: string, call: string): readonly number[] | undefined {
  const result = outcome(text, call);
  return typeof result === 'string' ? undefined : result;
}

const packing: Fixture = {
  text: `const capacity = 100;
// EVOLVE-BLOCK-START
/** Priority of each bin for the item; bins are numbers of free space. */
export function priority(item: number, bins: readonly number[]): number[] {
  const scores: number[] = [];
  const penalty = 0.01;
  for (let i = 0; i < bins.length; i++) {
    const left = bins[i]! - item;
    let score = -left;
    if (left > 0.5 * item && bins[i]! < capacity) {
      score -= penalty * left * left;
    }
    if (left === 0) score = capacity;
    scores.push(score);
  }
  return scores;
}
// EVOLVE-BLOCK-END
`,
  call: '[...priority(30, [100, 30, 45, 80]), ...priority(7, [9, 100])]',
};

const circles: Fixture = {
  text: `// EVOLVE-BLOCK-START
interface Circle { readonly x: number; readonly y: number; readonly r: number }

const rings = [1, 8, 16];
const spread = [0, 0.24, 0.42, 0.1];

function radius(x: number, y: number, others: readonly Circle[]): number {
  let room = Math.min(x, y, 1 - x, 1 - y);
  for (const other of others) {
    const distance = Math.hypot(x - other.x, y - other.y);
    room = Math.min(room, distance - other.r);
  }
  return Math.max(0, room);
}

/** n circles in the unit square. */
export function pack(n: number): number[][] {
  const circles: Circle[] = [];
  for (let ring = 0; circles.length < n; ring++) {
    const count = rings[ring] ?? 4;
    for (let i = 0; i < count && circles.length < n; i++) {
      const angle = (2 * Math.PI * (i + 0.5 * ring)) / count;
      const x = 0.5 + (spread[ring] ?? 0.3) * Math.cos(angle);
      const y = 0.5 + (spread[ring] ?? 0.3) * Math.sin(angle);
      const r = Math.min(0.13, radius(x, y, circles));
      circles.push({ x, y, r });
    }
  }
  return circles.map(({ x, y, r }) => [x, y, r]);
}
// EVOLVE-BLOCK-END
`,
  call: 'pack(26).flat()',
};

/** Higher scores are better here. */
function candidate(number: number, program: Program, score: number): Candidate {
  return { number, program, score, fitness: score };
}

function requestFor(parent: Candidate, inspirations: readonly Candidate[], random: Random): Request {
  return { statement: '', direction: 'max', parent, inspirations, random };
}

/** Relatives of a program that run, a few changes of the operators away. */
function relatives({ text, call }: Fixture, count: number): readonly Candidate[] {
  const found: Candidate[] = [candidate(0, readProgram({ 'main.ts': text }), 0)];
  for (let seed = 0; found.length <= count; seed++) {
    const random = randomStream(1, seed);
    const [parent, inspirations] = [random.pick(found), found.slice(-4)];
    const proposal = random.pick(operators).propose(requestFor(parent, inspirations, random), never);
    if (typeof proposal === 'function' || proposal.status === 'refused') continue;
    if (run(proposal.files['main.ts'] as string, call) === undefined) continue;
    found.push(candidate(found.length, withFiles(parent.program, proposal.files), 0));
  }
  return found;
}

const percent = (part: number, whole: number) => `${Math.round((100 * part) / Math.max(1, whole))} %`.padStart(6);

function measure(operator: Proposer, fixture: Fixture, family: readonly Candidate[], draws: number): string {
  const times: number[] = [];
  const children: string[] = [];
  for (let seed = 0; seed < draws; seed++) {
    const random = randomStream(2, seed);
    const [parent, inspirations] = [random.pick(family), [random.pick(family), random.pick(family)]];
    const begun = performance.now();
    const proposal = operator.propose(requestFor(parent, inspirations, random), never);
    if (typeof proposal === 'function' || proposal.status === 'refused') continue;
    const { status } = admit(parent.program, proposal.files);
    times.push(performance.now() - begun);
    if (status === 'admitted') children.push(proposal.files['main.ts'] as string);
  }
  const outcomes = children.map((text) => outcome(text, fixture.call));
  const running = outcomes.filter((result) => typeof result !== 'string').length;
  const hanging = outcomes.filter((result) => result === 'hangs').length;
  const cost = median(times).toFixed(2).padStart(5);
  return `${cost} ms, ${percent(children.length, draws)} admitted, ${percent(running, children.length)} of them run, ${percent(hanging, children.length)} hang`;
}

/** A task to climb: a program and its score; higher is better, NaN means failure. */
interface Task {
  readonly name: string;
  readonly text: string;
  readonly score: (text: string) => number;
}

const points = Array.from({ length: 24 }, (_, i) => -3 + i / 4);

/** Minus the mean square of the errors of f at the points. */
function curve(name: string, text: string, target: (x: number) => number): Task {
  const call = `[${points}].map(x => f(x))`;
  const score = (child: string) => {
    const values = run(child, call);
    if (values?.length !== points.length) return Number.NaN;
    return -points.reduce((sum, x, i) => sum + ((values[i] as number) - target(x)) ** 2, 0) / points.length;
  };
  return { name, text: `// EVOLVE-BLOCK-START\n${text}\n// EVOLVE-BLOCK-END\n`, score };
}

/** Minus the energy of equal charges in the unit square: a table of 2n numbers to move. */
function charges(n: number): Task {
  const random = randomStream(3);
  const rows = Array.from({ length: n }, () => `  [${random.next().toFixed(3)}, ${random.next().toFixed(3)}],`);
  const score = (child: string) => {
    const values = run(child, 'table.flat()');
    if (values?.length !== 2 * n || values.some((value) => value < 0 || value > 1)) return Number.NaN;
    let energy = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < i; j++)
        energy += 1 / Math.hypot(values[2 * i]! - values[2 * j]!, values[2 * i + 1]! - values[2 * j + 1]!);
    return -energy;
  };
  const text = `// EVOLVE-BLOCK-START\nexport const table = [\n${rows.join('\n')}\n];\n// EVOLVE-BLOCK-END\n`;
  return { name: `${n} charges, ${2 * n} numbers`, text, score };
}

const tasks: readonly Task[] = [
  curve('fit x³ - 2x + 1 from x', 'export function f(x: number): number {\n  return x;\n}', (x) => x ** 3 - 2 * x + 1),
  curve(
    'fit |x - 1| + x²/2 from a loop',
    'export function f(x: number): number {\n  let sum = 0;\n  for (let i = 0; i < 3; i++) sum += x * i;\n  return sum;\n}',
    (x) => Math.abs(x - 1) + x ** 2 / 2,
  ),
  curve(
    'fit six numbers of two waves',
    'export function f(x: number): number {\n  return 1.1 * Math.sin(1.1 * x + 0.5) + 0.9 * Math.cos(2.5 * x - 0.4);\n}',
    (x) => 2 * Math.sin(1.4 * x + 0.1) + 0.5 * Math.cos(3 * x - 1),
  ),
  charges(39),
];

/** Climbs with the best 12 programs of distinct scores and a bandit over the operators. Returns the best score. */
function climb({ text, score }: Task, seed: number, attempts: number, turns: Map<string, number>): number {
  const start = candidate(0, readProgram({ 'main.ts': text }), score(text));
  let best = [start];
  const bandit = createBandit(operators.map(({ name }) => name));
  const seen = new Set<string>();
  for (let number = 1; number <= attempts; number++) {
    const random = randomStream(seed, number);
    // The better of two by rank, as the engine prefers the better.
    const parent = best[Math.min(random.int(best.length), random.int(best.length))] as Candidate;
    const inspirations = Array.from({ length: 4 }, () => random.pick(best));
    const name = bandit.choose(random);
    const operator = operators.find((candidate) => candidate.name === name) as Proposer;
    const proposal = operator.propose(requestFor(parent, inspirations, random), never);
    if (typeof proposal === 'function' || proposal.status === 'refused') continue;
    const gate = admit(parent.program, proposal.files);
    if (gate.status !== 'admitted' || seen.has(gate.key)) continue;
    seen.add(gate.key);
    const { program } = gate;
    const child = candidate(number, program, score(program.files['main.ts'] as string));
    const worst = best.at(-1) as Candidate;
    const kept = !Number.isNaN(child.score) && !best.some((one) => one.score === child.score);
    const enters = kept && (best.length < 12 || child.score > worst.score);
    const improvedChampion = child.score > (best[0] as Candidate).score;
    const gain = { placement: enters ? 'improved' : 'rejected', improvedParent: child.score > parent.score } as const;
    if (enters) best = [...best, child].sort((a, b) => b.score - a.score).slice(0, 12);
    bandit.tell(name, { gain: { ...gain, improvedChampion }, seconds: 0.01 });
    if (improvedChampion) turns.set(name, (turns.get(name) ?? 0) + 1);
  }
  return (best[0] as Candidate).score;
}

for (const [name, fixture] of Object.entries({ packing, circles })) {
  console.log(`\n${name}, ${fixture.text.length} characters`);
  const family = relatives(fixture, 12);
  for (const operator of operators) measure(operator, fixture, family, 100); // warm-up
  for (const operator of operators)
    console.log(`  ${operator.name.padEnd(20)} ${measure(operator, fixture, family, 400)}`);
}

const attempts = Number(process.argv[2] ?? 1000);
console.log(`\nclimbs of ${attempts} attempts, seeds 1 to 5: median of the best scores (lowest, highest)`);
for (const task of tasks) {
  const turns = new Map<string, number>();
  const scores = [1, 2, 3, 4, 5].map((seed) => climb(task, seed, attempts, turns));
  const show = (value: number) => value.toPrecision(5);
  const wins = [...turns].sort((a, b) => b[1] - a[1]).slice(0, 5);
  console.log(
    `  ${task.name}: from ${show(task.score(task.text))} to ${show(median(scores))} ` +
      `(${show(Math.min(...scores))}, ${show(Math.max(...scores))}); ` +
      `new champions by ${wins.map(([name, count]) => `${name} ${count}`).join(', ')}`,
  );
}
