import { defineEvaluator, defineProblem, defineStage, type Exports, type TimedEvidence } from 'germline';
import { judge, readWholes, WrongEvidence } from 'germline/kit/evidence';
import { makeRounds, rounds, scoreRace } from 'germline/kit/race';
import { words } from 'germline/kit/rng';

interface Lists {
  readonly sorted: readonly number[];
  readonly wanted: readonly number[];
}

/** Sorted whole numbers below `most`, and others to look for; with a small `most` many are equal. */
function makeLists(seed: number, [long, short]: readonly [long: number, short: number], most = 1_000_000): Lists {
  const next = words(seed);
  const list = (length: number) => Array.from({ length }, () => next() % most);
  return { sorted: list(long).sort((a, b) => a - b), wanted: list(short) };
}

/** Runs inside the sandbox, as text: it may use its two arguments and the language, but nothing else of this file. */
function locateOnce(candidate: Exports, { sorted, wanted }: Lists): unknown {
  const places = new Int32Array(wanted.length).fill(-1);
  candidate.locate(new Float64Array(sorted), new Float64Array(wanted), places);
  return places;
}

/** Each round has other numbers; only `run` is timed, and its own results are the evidence. */
function race(candidate: Exports, lists: readonly Lists[]) {
  const long = lists[0]!.sorted.length;
  const short = lists[0]!.wanted.length;
  const sorted = new Float64Array(long);
  const wanted = new Float64Array(short);
  const places = new Int32Array(short);
  return {
    prepare(round: number) {
      for (let i = 0; i < long; i++) sorted[i] = lists[round]!.sorted[i]!;
      for (let i = 0; i < short; i++) wanted[i] = lists[round]!.wanted[i]!;
      for (let i = 0; i < short; i++) places[i] = -1;
    },
    run() {
      candidate.locate(sorted, wanted, places);
    },
    // By index: a candidate may set its own `length` on an array, which would be called outside the timed run.
    collect() {
      const given = [];
      for (let i = 0; i < short; i++) given.push(places[i]);
      return given;
    },
  };
}

function checkPlaces({ sorted, wanted }: Lists, evidence: unknown, what: string): void {
  const places = readWholes(evidence, wanted.length, [0, sorted.length], what);
  for (const [w, place] of places.entries()) {
    const [before, after] = [sorted[place - 1] ?? Number.NEGATIVE_INFINITY, sorted[place] ?? Number.POSITIVE_INFINITY];
    if (!(before < wanted[w]! && wanted[w]! <= after))
      throw new WrongEvidence(
        `${what}: ${place} is not the number of ${sorted.length} numbers that are below ${wanted[w]}`,
      );
  }
}

/** First stage: correct, on small and odd sizes and equal numbers. */
const correct = defineStage<Lists, unknown>({
  name: 'correct',
  inputs: [
    ...[makeLists(1, [0, 3]), makeLists(2, [1, 5], 3), makeLists(3, [2, 5], 3), makeLists(4, [7, 0])],
    ...[makeLists(5, [50, 60], 20), makeLists(6, [333, 50], 1000), makeLists(7, [1000, 100])],
  ],
  drive: locateOnce,
  score: (evidence, lists) =>
    judge(() => {
      for (const [index, one] of lists.entries()) checkPlaces(one, evidence[index], `input ${index}`);
      return { score: 0 };
    }),
  limits: { milliseconds: 500, megabytes: 64, evidenceCharacters: 50_000 },
});

/**
 * Second stage: raced against the initial program; the score is the lower end of the interval of the median speed-up.
 */
const fast = defineStage<readonly Lists[], TimedEvidence<unknown>>({
  name: 'fast',
  inputs: (seed) => [makeRounds(seed).map(({ entries }) => makeLists(entries, [1000, 500]))],
  drive: race,
  score: ([timed], [lists]) =>
    scoreRace(timed!, (evidence, round, what) => checkPlaces(lists![round]!, evidence, what)),
  timing: { rounds },
  limits: { milliseconds: 2500, megabytes: 128, evidenceCharacters: 500_000 },
});

export default defineProblem({
  name: 'PROBLEM-NAME',
  statement: `
For each of 500 numbers, find how many of 1,000 sorted numbers are below it, faster than by looking at all of them. The score is how
many times faster it is than the initial program.
`,
  evaluator: defineEvaluator({
    name: 'PROBLEM-NAME',
    interface:
      'export function locate(sorted: Float64Array, wanted: Float64Array, places: Int32Array): void, which writes into places[i] ' +
      'how many numbers in sorted (ascending) are less than wanted[i].',
    stages: [correct, fast],
  }),
});
