import { classify } from './classify.ts';
import { type Deadlines, failure, type ModelFailure } from './provider.ts';
import { Watch } from './watch.ts';

/** Milliseconds. A server that works answers questions about itself at once. */
const usual: Deadlines = { firstToken: 15_000, betweenTokens: 15_000, total: 15_000 };

/** Asks a server for what needs no stream, such as about itself. What the server does wrong is returned as a failure. */
export async function queryServer<T>(
  signal: AbortSignal,
  ask: (limited: AbortSignal) => Promise<T | ModelFailure>,
  deadlines = usual,
): Promise<T | ModelFailure> {
  const watch = new Watch(deadlines, signal);
  try {
    return await ask(watch.signal);
  } catch (error) {
    if (error instanceof SyntaxError) return failure('configuration', 'the program at this address is no model server');
    const { status_code: status, message } = error as { status_code?: number; message: string };
    return status === undefined ? watch.failure(error) : classify(status, JSON.stringify({ error: message }));
  } finally {
    watch.end();
  }
}
