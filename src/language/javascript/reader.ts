import { BlockingThread } from '../blocking-thread.ts';

/** A text that may crash or block the thread that parses it. */
export interface Question {
  readonly text: string;
  readonly name: string;
}

export interface Answer {
  /** Why the text must not be parsed, if so. */
  readonly fault: string | undefined;
}

/** Milliseconds for one text. */
const patience = 10_000;

const thread = new BlockingThread<Question, Answer>(
  new URL(import.meta.url.endsWith('.ts') ? './reader-thread.ts' : './reader-thread.js', import.meta.url),
  patience,
  { stackSizeMb: 512 },
);

/**
 * Why a text must not be parsed, if so. A thread with a large stack parses it first, which takes milliseconds; a text on
 * which the parser backtracks for longer than `timeout` milliseconds is refused. A thread that has no answer before that
 * was ended by something else, and another one is asked once.
 */
export function askReader(question: Question, timeout = patience): string | undefined {
  const asked = performance.now();
  const isEarly = () => performance.now() - asked < 0.9 * timeout;
  const answer = thread.askOnce(question, timeout) ?? (isEarly() ? thread.askOnce(question, timeout) : undefined);
  return answer ? answer.fault : `it takes longer than ${timeout / 1000} s to read`;
}
