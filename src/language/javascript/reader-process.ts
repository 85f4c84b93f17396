import { answerQuestions } from '../answer-questions.ts';
import { readShallow } from './read.ts';
import { type Answer, type Question, tooSlow } from './reader.ts';

/** Reads texts that may crash or hold the process that reads them. */

/**
 * Processor time for a text that the engine parses again in its main thread, in microseconds: five times what code and
 * tables take that people write.
 */
const timeFor = (text: string) => 100_000 + 2 * text.length;

answerQuestions<Question, Answer>(({ text, name }) => {
  const before = process.threadCpuUsage();
  const { error } = readShallow(text, name);
  const { user, system } = process.threadCpuUsage(before);
  return { fault: error ?? (user + system > timeFor(text) ? tooSlow : undefined) };
});
