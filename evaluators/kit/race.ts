import type { ScoreResult, TimedEvidence } from 'germline';
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
