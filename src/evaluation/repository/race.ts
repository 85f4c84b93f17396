import type { Raced } from '../../api/evaluator.ts';
import { type Failed, fail } from '../native/outcome.ts';
import type { CleanCopy, Space } from './clean-copy.ts';
import { isDecided } from './gain.ts';
import { type Measured, measureIn } from './measure.ts';
import type { RepositoryPlan } from './plan.ts';
import { describeTampering } from './tampered.ts';

export interface RaceOptions {
  readonly copy: CleanCopy;
  readonly plan: RepositoryPlan;
  /** A space of the candidate's, and one of the unchanged code's. */
  readonly candidate: Space;
  readonly reference: Space;
  readonly rounds: number;
  /** The seed of a pair's runs. */
  readonly seedOf: (pair: number) => number;
  /** Runs work while nothing else of ours runs. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal | undefined;
}

/** The numbers of a race, and the time of the candidate's runs that count, in milliseconds. */
export type RaceResult = { readonly status: 'raced'; readonly raced: Raced; readonly milliseconds: number } | Failed;

/**
 * Measures a candidate and the unchanged code pair by pair, each pair in the other order, until the gain is decided. The
 * first pair warms up. Both work in spaces that were made in the same way, so that nothing but the code differs.
 */
export async function race(options: RaceOptions): Promise<RaceResult> {
  const { plan, rounds } = options;
  const [own, other]: [Measured[], Measured[]] = [[], []];
  for (let pair = 0; pair <= rounds; pair++) {
    const measured = await options.alone(() => measurePair(options, pair));
    if ('status' in measured) return measured;
    if (pair === 0) continue;
    own.push(measured[0]);
    other.push(measured[1]);
    if (isDecided(racedOf(own, other), plan.command.better ?? 'min')) break;
  }
  const milliseconds = own.reduce((sum, one) => sum + one.cpuMilliseconds, 0);
  return { status: 'raced', raced: racedOf(own, other), milliseconds };
}

function racedOf(own: readonly Measured[], other: readonly Measured[]): Raced {
  const [candidate, reference] = [own, other].map((all) => all.map(({ value }) => value)) as [number[], number[]];
  return { candidate, reference, unchanged: false };
}

async function measurePair(options: RaceOptions, pair: number): Promise<readonly [Measured, Measured] | Failed> {
  const isFirst = pair % 2 === 0;
  const early = isFirst ? await ofCandidate(options, pair) : undefined;
  if (early?.status === 'failed') return early;
  const reference = await ofReference(options, pair);
  if (reference.status === 'failed') return reference;
  const candidate = early ?? (await ofCandidate(options, pair));
  return candidate.status === 'failed' ? candidate : [candidate, reference];
}

async function ofCandidate(options: RaceOptions, pair: number): Promise<Measured | Failed> {
  const { copy, candidate, plan, seedOf, signal } = options;
  const measured = await measureIn(copy, candidate, plan, seedOf(pair), signal);
  return measured.status === 'failed' ? measured : ((await describeTampering(copy, candidate, plan)) ?? measured);
}

async function ofReference(options: RaceOptions, pair: number): Promise<Measured | Failed> {
  const { copy, reference, plan, seedOf, signal } = options;
  const measured = await measureIn(copy, reference, plan, seedOf(pair), signal);
  if (measured.status === 'measured') return measured;
  return fail('evaluator-error', `the unchanged code failed when it was measured in turn: ${measured.message}`);
}
