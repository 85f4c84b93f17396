import { setTimeout as pause } from 'node:timers/promises';
import type { SSEStreamingApi } from 'hono/streaming';
import type { Events } from '../protocol.ts';
import type { Observed } from './observed.ts';

/** Most rows of one event. */
const mostRows = 2000;
/** Milliseconds between two summaries. */
const interval = 400;

/**
 * Sends a page the run, its summary, and the rows after the first `from`, then all news while the page listens. The id of
 * an event is the number of rows sent, so that a page continues after a broken connection. A page that reads slowly makes
 * the stream wait.
 */
export async function stream(observed: Observed, from: number, events: SSEStreamingApi): Promise<void> {
  const gone = new AbortController();
  events.onAbort(() => gone.abort());
  let sent = Math.min(from, observed.rows.length);
  const write = (event: keyof Events, data: string) => events.writeSSE({ event, id: String(sent), data });
  const send = <Name extends keyof Events>(event: Name, data: Events[Name]) => write(event, JSON.stringify(data));
  let told = '';
  const sendSummary = async () => {
    const summary = JSON.stringify(observed.summary);
    if (summary !== told) await write('summary', summary);
    told = summary;
  };
  await send('run', observed.view);
  await sendSummary(); // the curve need not wait for the rows
  let notes: unknown;
  while (!events.aborted) {
    const { news } = observed;
    while (sent < observed.rows.length && !events.aborted) {
      const rows = observed.rows.slice(sent, sent + mostRows);
      sent += rows.length;
      await send('rows', rows);
    }
    await sendSummary();
    if (notes !== observed.notes) {
      notes = observed.notes;
      await send('notes', observed.notes);
    }
    await orGone(news, gone.signal);
    await pause(interval, undefined, { signal: gone.signal }).catch(() => {});
  }
}

/** Waits for a promise or the end of the listener. Removes its handler from the signal, which lives as long as a page. */
async function orGone(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  const end = () => resolve();
  if (signal.aborted) end();
  signal.addEventListener('abort', end);
  await Promise.race([promise, gone]).finally(() => signal.removeEventListener('abort', end));
}
