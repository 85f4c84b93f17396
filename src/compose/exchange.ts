import { setTimeout as sleep } from 'node:timers/promises';
import { Remote } from '../exchange/remote.ts';
import { Traffic } from '../exchange/traffic.ts';
import type { Duties } from '../run/duties.ts';
import { newKey } from '../run/immigrants.ts';
import type { Run } from '../run/run.ts';

/** With whom a search exchanges winners. */
export interface ExchangeOptions {
  /** The address of a git remote, as `readAddress` returns it. */
  readonly address: string;
  /** From one exchange to the next. */
  readonly milliseconds: number;
}

/** Exchanges winners of a run while a search works, and its last one afterwards, unless the signal is aborted. */
export async function exchanging<T>(
  run: Run,
  options: ExchangeOptions | undefined,
  signal: AbortSignal,
  work: (traffic: Traffic | undefined) => Promise<T>,
): Promise<T> {
  if (!options) return await work(undefined);
  await using traffic = await openTraffic(run, options.address, signal);
  traffic.start(options.milliseconds);
  const result = await work(traffic);
  if (!signal.aborted) await traffic.finish(signal);
  return result;
}

export async function openTraffic(run: Run, address: string, signal: AbortSignal): Promise<Traffic> {
  const { problem, emigrant, duties } = run.state;
  const { fingerprint, initial } = problem;
  const files = Object.keys(initial.files);
  const remote = await Remote.open({ address, population: run.path, fingerprint, files }, signal);
  return new Traffic(remote, {
    emigrant: () => (emigrant.number === undefined ? undefined : run.commitOf(emigrant.number)),
    audited: (signal) => audited(duties, signal),
    keyOf: (files) => newKey(run.state, run.initials, files),
    notice: (text) => run.notice(text),
  });
}

/** From one look whether an audit has ended to the next, in milliseconds. */
const pause = 100;

async function audited(duties: Duties, signal: AbortSignal): Promise<void> {
  duties.wantAudit();
  while (duties.unaudited !== undefined && !signal.aborted) await sleep(pause);
}
