import { defineEvaluator, defineProblem, defineStage, type Feed } from 'germline';
import { WrongEvidence } from 'germline/kit/evidence';
import { scoreCommandRace } from 'germline/kit/race';
import { between, unrelatedSeeds, unrelatedWords, type Words, words } from 'germline/kit/rng';

/** How the values of a list are distributed. */
type Kind = 'any' | 'small' | 'nearly sorted' | 'descending';

/** A list to make: its values follow from the seed, which no candidate sees. */
interface List {
  readonly seed: number;
  readonly kind: Kind;
  readonly length: number;
}

/** Lengths that the seed draws: long lists of every kind, and many short ones. */
function drawLists(next: Words): readonly (readonly [kind: Kind, length: number])[] {
  const short = Array.from({ length: 500 }, () => ['any', between(next, 0, 40)] as const);
  const middle = Array.from({ length: 50 }, () => ['any', between(next, 500, 1500)] as const);
  return [
    ['any', between(next, 290_000, 300_000)],
    ['small', between(next, 90_000, 100_000)],
    ['nearly sorted', between(next, 90_000, 100_000)],
    ['descending', between(next, 9_000, 11_000)],
    ...middle,
    ...short,
    ['any', 1],
    ['any', 0],
  ];
}

function makeLists(seed: number): readonly List[][] {
  const kinds = drawLists(unrelatedWords(seed, ' lengths'));
  const seeds = unrelatedSeeds(seed, kinds.length);
  return [kinds.map(([kind, length], i) => ({ kind, length, seed: seeds[i]! }))];
}

const makers: Readonly<Record<Kind, (word: number, index: number) => number>> = {
  any: (word) => word,
  small: (word) => word % 256,
  'nearly sorted': (word, index) => 1000 * index + (word % 5000),
  descending: (word, index) => 4_000_000_000 - 1000 * index - (word % 1000),
};

function valuesOf({ seed, kind, length }: List): Uint32Array<ArrayBuffer> {
  const next = words(seed);
  return Uint32Array.from({ length }, (_, index) => makers[kind](next(), index));
}

const bytesOf = (values: Uint32Array<ArrayBuffer>) => new Uint8Array(values.buffer);

function feed(all: readonly List[]): Feed {
  const parts = all.flatMap((list) => [bytesOf(Uint32Array.of(list.length)), bytesOf(valuesOf(list))]);
  return { stdin: Buffer.concat(parts) };
}

/** The sorted lists, by the list that they belong to: every candidate of a run is compared with the same. */
const answers = new WeakMap<readonly List[], Buffer>();

function answerOf(all: readonly List[]): Buffer {
  const answer = answers.get(all) ?? Buffer.concat(all.map((list) => bytesOf(valuesOf(list).sort())));
  answers.set(all, answer);
  return answer;
}

function check(output: Uint8Array, all: readonly List[]): void {
  const answer = answerOf(all);
  if (output.length !== answer.length)
    throw new WrongEvidence(`it writes ${output.length} bytes, not ${answer.length}`);
  if (answer.equals(output)) return;
  const place = answer.findIndex((value, i) => value !== output[i]);
  throw new WrongEvidence(`the value ${Math.floor(place / 4)} of all lists together is wrong`);
}

const race = defineStage<readonly List[]>({
  name: 'race',
  inputs: makeLists,
  feed,
  command: { files: ['main.rs'], build: 'rustc --edition 2021 -O -o sort main.rs', run: './sort' },
  score: scoreCommandRace(check),
  timing: { rounds: 11 },
  limits: { milliseconds: 30_000, buildMilliseconds: 60_000, megabytes: 256, outputBytes: 8 << 20 },
});

export default defineProblem({
  name: 'sort-rust',
  statement: `
Sort lists of 32-bit unsigned integers in ascending order, fast. sort(values) sorts a slice in place. Most of the values stand in
one list of 300,000 random ones; others are longer lists of small values, nearly sorted and descending ones, and many short
lists.

The files are built with rustc --edition 2021 -O, the standard library alone, and run as a process with one thread. Its CPU time
is raced against that of the initial program, a merge sort, run by run and in turn, on values that are unknown beforehand;
every sorted list is compared. The score is how many times faster it is; less than 5 % may be noise. Good ideas: sort by
digits of 8 or 11 bits (radix sort); compare without branches; take what is sorted already as it is.
`,
  evaluator: defineEvaluator({
    name: 'sort-rust',
    interface: 'sort.rs, the module sort: pub fn sort(values: &mut [u32]). Unsafe code is allowed.',
    stages: [race],
  }),
  initial: ['sort.rs'],
});
