import { classify } from './classify.ts';
import { failure, type ModelFailure } from './provider.ts';
import { Watch } from './watch.ts';

/** A server that lives answers a question about itself at once. */
const soon = { firstToken: 15_000, betweenTokens: 15_000, total: 15_000 };

/** Asks a server about itself, with what may go wrong on the way. */
export async function brief<T>(
  signal: AbortSignal,
  ask: (limited: AbortSignal) => Promise<T | ModelFailure>,
): Promise<T | ModelFailure> {
  const watch = new Watch(soon, signal);
  try {
    return await ask(watch.signal);
  } catch (error) {
    if (error instanceof SyntaxError) return failure('configuration', 'what answers there is no model server');
    const { status_code: status, message } = error as { status_code?: number; message: string };
    return status === undefined ? watch.failure(error) : classify(status, JSON.stringify({ error: message }));
  } finally {
    watch.end();
  }
}
