import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Events } from '../protocol.ts';
import type { Observed } from './observed.ts';

/** Rows of one event at most. */
const mostRows = 5000;
/** Milliseconds between two tellings. */
const interval = 400;

/**
 * Tells a page of a run for as long as it listens: the run, the rows after the first `from`, where it stands; then what
 * is new. An event's id says how many rows were told, so that a page whose connection broke goes on where it was.
 */
export async function stream(
  observed: Observed,
  from: number,
  response: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  let sent = Math.min(from, observed.rows.length);
  const tell = async <Name extends keyof Events>(name: Name, data: Events[Name]) => {
    const text = `event: ${name}\nid: ${sent}\ndata: ${JSON.stringify(data)}\n\n`;
    if (!response.write(text)) await orGone(once(response, 'drain'), gone);
  };
  await tell('run', observed.view);
  while (!gone.aborted) {
    const { news } = observed;
    while (sent < observed.rows.length && !gone.aborted) {
      const rows = observed.rows.slice(sent, sent + mostRows);
      sent += rows.length;
      await tell('rows', rows);
    }
    await tell('summary', observed.summary);
    await orGone(news, gone);
    await pause(interval, undefined, { signal: gone }).catch(() => {});
  }
  response.end();
}

/** Waits for a promise until the listener is gone, and leaves nothing behind at a signal that lives as long as a page. */
async function orGone(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  const end = () => resolve();
  if (signal.aborted) end();
  signal.addEventListener('abort', end);
  await Promise.race([promise, gone]).finally(() => signal.removeEventListener('abort', end));
}
