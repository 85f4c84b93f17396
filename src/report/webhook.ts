import { UsageError } from '../api/errors.ts';
import { formatNumber } from '../format.ts';
import { plain } from '../plain.ts';
import type { Receiver, RunEvent } from './events.ts';

/** Milliseconds in which an address must answer. */
const patience = 10_000;

/**
 * Posts an event as JSON. `text` and `content` hold it as a sentence: Slack, Mattermost and Teams show the one, Discord the
 * other.
 *
 * @throws {UsageError} if the address cannot be read.
 */
export function webhook(address: string): Receiver {
  if (!URL.canParse(address)) throw new UsageError('--on-champion names an address that cannot be read.'); // it may hold a secret
  return { name: new URL(address).host, deliver: (event) => post(address, event) };
}

async function post(address: string, event: RunEvent): Promise<string | undefined> {
  const sentence = sentenceOf(event);
  try {
    const response = await fetch(address, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ ...event, text: sentence, content: sentence }),
      signal: AbortSignal.timeout(patience),
    });
    return response.ok ? undefined : `it answers with status ${response.status}`;
  } catch (error) {
    const { message, cause } = error as Error;
    return plain(cause instanceof Error ? cause.message || message : message);
  }
}

function sentenceOf(event: RunEvent): string {
  switch (event.event) {
    case 'champion':
      return `New best ${formatNumber(event.score)} at attempt ${event.attempt}: ${plain(event.summary)}`;
    case 'ended':
      return `The run ${plain(String(event.population))} has ended after ${event.attempts} attempts.`;
    case 'failed':
      return `The run ${plain(event.population)} has failed: ${plain(event.message)}`;
    default:
      return event.event;
  }
}
