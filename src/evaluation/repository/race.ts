import type { Raced } from '../../api/evaluator.ts';
import { type Failed, fail } from '../native/outcome.ts';
import type { CleanCopy, Space } from './clean-copy.ts';
import { isDecided } from './gain.ts';
import { Gauge, type Measured } from './gauge.ts';
import type { RepositoryPlan } from './plan.ts';
import { describeLeft, describeTampering } from './tampered.ts';

export interface RaceOptions {
  readonly copy: CleanCopy;
  readonly plan: RepositoryPlan;
  /** A space of the candidate's, and one of the unchanged code's. */
  readonly candidate: Space;
  readonly reference: Space;
  /** Most pairs. */
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
  const { copy, plan, candidate, reference, alone } = options;
  await using own = new Gauge(copy, candidate, plan);
  await using other = new Gauge(copy, reference, plan);
  await alone(() => Promise.all([own.start(), other.start()]));
  return await raceOn(options, [own, other]);
}

type Gauges = readonly [candidate: Gauge, reference: Gauge];

async function raceOn(options: RaceOptions, gauges: Gauges): Promise<RaceResult> {
  const early = await runPair(options, gauges, 0);
  if ('status' in early) return early;
  // What a run changed stays in its space, so that a look after the first run and one after the last find it.
  const raced = (await cheatIn(options)) ?? (await racePairs(options, gauges));
  return raced.status === 'failed' ? raced : ((await cheatIn(options)) ?? raced);
}

async function cheatIn(options: RaceOptions): Promise<Failed | undefined> {
  const { copy, candidate, plan } = options;
  return (await describeTampering(copy, candidate, plan)) ?? (await describeLeft(copy, options, plan));
}

async function racePairs(options: RaceOptions, gauges: Gauges): Promise<RaceResult> {
  const { plan, rounds } = options;
  const [own, other]: [Measured[], Measured[]] = [[], []];
  do {
    const measured = await runPair(options, gauges, own.length + 1);
    if ('status' in measured) return measured;
    own.push(measured[0]);
    other.push(measured[1]);
  } while (own.length < rounds && !isDecided(racedOf(own, other), plan.command.better ?? 'min'));
  const milliseconds = own.reduce((sum, one) => sum + one.cpuMilliseconds, 0);
  return { status: 'raced', raced: racedOf(own, other), milliseconds };
}

function racedOf(own: readonly Measured[], other: readonly Measured[]): Raced {
  const [candidate, reference] = [own, other].map((all) => all.map(({ value }) => value)) as [number[], number[]];
  return { candidate, reference, unchanged: false };
}

type Pair = readonly [candidate: Measured, reference: Measured];

async function runPair(options: RaceOptions, [own, other]: Gauges, pair: number): Promise<Pair | Failed> {
  const { seedOf, signal, alone } = options;
  return await alone(async () => {
    const early = pair % 2 === 0 ? await own.measure(seedOf(pair), signal) : undefined;
    if (early?.status === 'failed') return early;
    const reference = await other.measure(seedOf(pair), signal);
    if (reference.status === 'failed') return ofReference(reference);
    const candidate = early ?? (await own.measure(seedOf(pair), signal));
    if (candidate.status === 'failed') return candidate;
    return describeOtherResults(options.plan, [candidate, reference]) ?? [candidate, reference];
  });
}

function ofReference({ message }: Failed): Failed {
  return fail('evaluator-error', `the unchanged code failed when it was measured in turn: ${message}`);
}

/** Longest lines that a message shows, in characters. */
const longest = 200;

/** Why a candidate fails that prints other results than the unchanged code does for the same inputs. */
function describeOtherResults({ command, words }: RepositoryPlan, [own, other]: Pair): Failed | undefined {
  if (!command.prints || own.printed === other.printed) return undefined;
  const [got, wanted] = [own, other].map(({ printed }) => printed.split('\n')) as [string[], string[]];
  const differing = wanted.findIndex((line, index) => line !== got[index]);
  const at = differing < 0 ? wanted.length : differing;
  const [found, due] = [got, wanted].map((lines) => (lines[at] ?? '').slice(0, longest));
  return fail('wrong', `${words.join(' ')} prints "${found}" in line ${at + 1}, and "${due}" with the unchanged code`);
}
