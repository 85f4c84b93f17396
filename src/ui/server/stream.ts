import { setTimeout as pause } from 'node:timers/promises';
import type { SSEStreamingApi } from 'hono/streaming';
import type { Events } from '../protocol.ts';
import type { Observed } from './observed.ts';

/** Rows of one event at most. */
const mostRows = 5000;
/** Milliseconds between two summaries. */
const interval = 400;

/**
 * Sends a page the run, the rows after the first `from`, and its summary, then all news for as long as the page listens.
 * The id of an event is the number of rows sent, so that a page whose connection broke goes on where it was. A page that
 * reads slowly is waited for.
 */
export async function stream(observed: Observed, from: number, events: SSEStreamingApi): Promise<void> {
  const gone = new AbortController();
  events.onAbort(() => gone.abort());
  let sent = Math.min(from, observed.rows.length);
  const send = <Name extends keyof Events>(event: Name, data: Events[Name]) =>
    events.writeSSE({ event, id: String(sent), data: JSON.stringify(data) });
  await send('run', observed.view);
  while (!events.aborted) {
    const { news } = observed;
    while (sent < observed.rows.length && !events.aborted) {
      const rows = observed.rows.slice(sent, sent + mostRows);
      sent += rows.length;
      await send('rows', rows);
    }
    await send('summary', observed.summary);
    await orGone(news, gone.signal);
    await pause(interval, undefined, { signal: gone.signal }).catch(() => {});
  }
}

/** Waits for a promise until the listener is gone, and leaves nothing behind at a signal that lives as long as a page. */
async function orGone(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  const end = () => resolve();
  if (signal.aborted) end();
  signal.addEventListener('abort', end);
  await Promise.race([promise, gone]).finally(() => signal.removeEventListener('abort', end));
}
