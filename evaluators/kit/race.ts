import type { ScoreResult, TimedEvidence } from 'germline';
import { judge, readList } from './evidence.ts';
import { unrelatedSeeds } from './rng.ts';
import { speedup } from './timing.ts';

/** How many rounds a race has. The first are not counted, while both programs are being compiled. */
export const rounds = 31;
const warmUp = 6;

/** Seeds of a round: of its inputs, and of what its results are checked with. */
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
 * Judges a race against the initial program: `check` sees what every round gave and throws where it is wrong; then the
 * score is the lower end of the 95 % interval of the median speed-up over the pairs of runs that count.
 */
export function scoreRace(
  timed: TimedEvidence<unknown>,
  check: (given: unknown, round: number, what: string) => void,
): ScoreResult {
  return judge(() => {
    const shown = readList(timed.evidence, rounds, 'the evidence of the rounds');
    for (const [round, given] of shown.entries()) check(given, round, `round ${round}`);
    return scoreSpeedup(timed.candidate.slice(warmUp), timed.reference.slice(warmUp), 'the initial program');
  });
}

/** The judgement of latencies measured in pairs; `rival` says in words what was raced against. */
export function scoreSpeedup(candidate: readonly number[], reference: readonly number[], rival: string) {
  const { median, low, high } = speedup(candidate, reference);
  const said = [median, low, high].map((value) => value.toFixed(3));
  return {
    score: low,
    metrics: { speedup: median, speedup_low: low, speedup_high: high },
    feedback: `${said[0]} times as fast as ${rival} (95 % interval ${said[1]} to ${said[2]}).`,
  };
}
