import type { CommandOutput, ScoreResult, TimedEvidence } from '../../src/api/evaluator.ts';
import { judge, readList } from './evidence.ts';
import { unrelatedSeeds } from './rng.ts';
import { speedup } from './timing.ts';

/** Rounds of a race. The first `warmUp` do not count, as V8 still compiles both programs then. */
export const rounds = 31;
const warmUp = 6;

/** Seeds of a round: for its inputs, and for the check of its results. */
export interface Round {
  readonly entries: number;
  readonly check: number;
}

/** Seeds that differ between rounds and do not follow from those of other rounds. */
export function makeRounds(seed: number): Round[] {
  const seeds = unrelatedSeeds(seed, 2 * rounds);
  return Array.from({ length: rounds }, (_, i) => ({ entries: seeds[2 * i]!, check: seeds[2 * i + 1]! }));
}

/**
 * Scores a race against the initial program. `check` gets the results of each round and throws if they are wrong. The
 * score is the lower end of the 95 % interval of the median speed-up over the pairs of runs that count.
 */
export function scoreRace(
  timed: TimedEvidence<unknown>,
  check: (given: unknown, round: number, what: string) => void,
): ScoreResult {
  return judge(() => {
    const results = readList(timed.evidence, rounds, 'the evidence of the rounds');
    for (const [round, given] of results.entries()) check(given, round, `round ${round}`);
    return scoreSpeedup(timed.candidate.slice(warmUp), timed.reference.slice(warmUp), 'the initial program');
  });
}

/**
 * Scores a race of programs that are run by commands. `check` gets what a run wrote and throws `WrongEvidence` if it is
 * wrong; of the runs of an input, which mostly write the same, it gets each output once. The time of a round is that of
 * all inputs together. `rival` names the opponent in words.
 */
export function scoreCommandRace<Input>(
  check: (output: Uint8Array, input: Input) => void,
  rival = 'the initial program',
): (timed: readonly TimedEvidence<CommandOutput>[], inputs: readonly Input[]) => ScoreResult {
  return (timed, inputs) =>
    judge(() => {
      for (const [index, { evidence }] of timed.entries())
        for (const output of distinct(evidence)) check(output, inputs[index] as Input);
      const together = (times: (one: TimedEvidence<CommandOutput>) => readonly number[]) => addUp(timed.map(times));
      return scoreSpeedup(
        together(({ candidate }) => candidate),
        together(({ reference }) => reference),
        rival,
      );
    });
}

/** The outputs of some runs, each once. */
function distinct(runs: readonly CommandOutput[]): readonly Uint8Array[] {
  const seen: Uint8Array[] = [];
  for (const { output } of runs) if (!seen.some((one) => Buffer.compare(one, output) === 0)) seen.push(output);
  return seen;
}

/** Sums over lists of the same length, place by place. */
function addUp(lists: readonly (readonly number[])[]): readonly number[] {
  return lists.reduce((sums, list) => sums.map((sum, i) => sum + (list[i] as number)));
}

/** The result of latencies measured in pairs; `rival` names the opponent in words. */
export function scoreSpeedup(candidate: readonly number[], reference: readonly number[], rival: string) {
  const { median, low, high } = speedup(candidate, reference);
  const texts = [median, low, high].map((value) => value.toFixed(3));
  return {
    score: low,
    metrics: { speedup: median, speedup_low: low, speedup_high: high },
    feedback: `${texts[0]} times as fast as ${rival} (95 % interval ${texts[1]} to ${texts[2]}).`,
  };
}
