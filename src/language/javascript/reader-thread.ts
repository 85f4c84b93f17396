import { LimitedProcess, type Reply } from '../limited-process.ts';
import { serve } from '../question-thread.ts';
import { type Answer, type Question, readerLimits } from './reader.ts';

/** A thread that asks the reader's process, for one that must not go on before it has the answer. */

const reader = new LimitedProcess<Question, Answer>(
  new URL(import.meta.url.endsWith('.ts') ? './reader-process.ts' : './reader-process.js', import.meta.url),
  readerLimits,
);

serve<Question, Reply<Answer>>((question) => reader.ask(question));
