import { EnvironmentError } from '../../api/errors.ts';
import type { Limits, Reply } from '../limited-process.ts';
import { QuestionThread } from '../question-thread.ts';

/** A text that may crash or hold what parses it. */
export interface Question {
  readonly text: string;
  readonly name: string;
}

export interface Answer {
  /** Why the text must not be parsed, if so. */
  readonly fault: string | undefined;
}

/** 500,000 characters without errors take a third of this. */
export const readerLimits: Limits = { processor: 1000, megabytes: 1024, wall: 20_000 };

export const tooSlow = 'reading it takes more time or memory than it may';

/** The thread asks at most twice, with a wall limit each time. */
const patience = 3 * readerLimits.wall;

const thread = new QuestionThread<Question, Reply<Answer>>(
  new URL(import.meta.url.endsWith('.ts') ? './reader-thread.ts' : './reader-thread.js', import.meta.url),
  patience,
);

/**
 * Why a text must not be parsed, if so. A process reads it first, in a large stack: the parser backtracks on some short
 * texts for minutes, and crashes on some deep ones. @throws {EnvironmentError} where the machine starts no process.
 */
export function askReader(question: Question): string | undefined {
  const reply = thread.ask(question) ?? { failure: 'ended' };
  if ('answer' in reply) return reply.answer.fault;
  if ('unstarted' in reply) throw new EnvironmentError(reply.unstarted);
  return reply.failure === 'late' ? tooSlow : 'it cannot be read';
}
