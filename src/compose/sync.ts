import { childOf, type Recorded, type TellResult } from '../api/attempt.ts';
import type { Exchanged } from '../exchange/traffic.ts';
import type { Reporter } from '../run/engine.ts';
import { iterate } from '../run/iterate.ts';
import type { Run } from '../run/run.ts';
import { openTraffic } from './exchange.ts';
import type { SessionOptions } from './options.ts';
import { resumeSession } from './resume.ts';

/** A program of another run that was evaluated and recorded. */
export interface Received extends Pick<TellResult, 'placement' | 'improvedChampion'> {
  readonly attempt: number;
  /** The run that it comes from. */
  readonly run: string;
  /** Undefined where it has none: it failed here. */
  readonly score: number | undefined;
}

export interface SyncResult extends Omit<Exchanged, 'arrived'> {
  readonly received: readonly Received[];
  /** The winner, where no audit confirmed it, so that it was not published. */
  readonly unaudited: number | undefined;
}

/** Exchanges winners of a run that is at rest, once. @throws {EnvironmentError} where the remote cannot be reached. */
export async function syncRun(
  path: string,
  {
    address,
    ...options
  }: { readonly address: string; readonly reporter?: Reporter } & Pick<SessionOptions, 'sandbox' | 'queue'>,
): Promise<SyncResult> {
  await using session = await resumeSession({ reporter: {}, ...options, path, search: false, limits: {} });
  const { run } = session;
  const { signal } = new AbortController();
  await using traffic = await openTraffic(run, address, signal);
  const { arrived: _, ...exchanged } = await traffic.exchange(signal);
  const { unaudited } = run.state.duties;
  const received: Received[] = [];
  for (let next = traffic.next(); next; next = traffic.next()) {
    const recorded = await iterate(run.engine, run.welcome(next), { abort: signal, late: signal, cutShort: false });
    received.push(describe(recorded, next.origin.run, run));
  }
  await run.flush();
  return { ...exchanged, received, unaudited };
}

function describe(recorded: Recorded, from: string, run: Run): Received {
  const { placement, improvedChampion } = run.record(recorded).result;
  const child = childOf(recorded.attempt);
  const score = child?.status === 'scored' ? child.score : undefined;
  return { attempt: recorded.attempt.number, run: from, score, improvedChampion, ...(placement && { placement }) };
}
