import { UsageError } from '../../api/errors.ts';
import { formatNumber } from '../../format.ts';
import { deviationOf, leastGain } from './gain.ts';
import type { Measured } from './gauge.ts';
import type { RepositoryPlan } from './plan.ts';

/** What a measure can show here. */
export interface Resolution {
  /** The number of the unchanged code. */
  readonly value: number;
  /** The smallest gain that a race finds, as a ratio. */
  readonly least: number;
}

/**
 * What races can show where measurements of the same code differ as these do, which were taken in two spaces in turn, the
 * first pair to warm up. Undefined where they are too few.
 */
export function resolutionOf({ rounds }: RepositoryPlan, all: readonly Measured[]): Resolution | undefined {
  const counted = all.slice(2).map(({ value }) => value);
  const [candidate, reference] = [0, 1].map((part) => counted.filter((_, index) => index % 2 === part)) as [
    number[],
    number[],
  ];
  if (reference.length < 2) return undefined;
  const deviation = deviationOf({ candidate: candidate.slice(0, reference.length), reference });
  return { value: counted[0]!, least: leastGain(deviation, rounds) };
}

/** Whether noise hides the gain that a measure must be able to show. */
export function isHidden({ command }: RepositoryPlan, found: Resolution | undefined): boolean {
  return found !== undefined && command.leastGain !== undefined && found.least > command.leastGain;
}

/** @throws {UsageError} where noise hides it. */
export function expectVisible(plan: RepositoryPlan, found: Resolution | undefined): void {
  if (!found || !isHidden(plan, found)) return;
  const enough = Math.ceil(10 * found.least) / 10;
  throw new UsageError(
    `Two measurements of the same code by ${plan.words.join(' ')} differ so much here that ${plan.rounds} pairs find only ` +
      `gains from ${percent(found.least)}, and one of ${percent(plan.command.leastGain!)} must show. Let it run longer, ` +
      `allow more "rounds", or free the machine. With "least-gain: ${enough}" below "measure" in germline.yaml a search ` +
      'begins all the same, and finds only such gains.',
  );
}

/** In words. */
export function describeResolution(plan: RepositoryPlan, { value, least }: Resolution): string {
  const found = `${plan.words.join(' ')} measures ${formatNumber(value)}`;
  return `${found}; ${plan.rounds} pairs find gains from ${percent(least)}.`;
}

const percent = (ratio: number) => `${((ratio - 1) * 100).toFixed(ratio < 1.1 ? 1 : 0)} %`;
