import { answerQuestions } from '../answer-questions.ts';
import { readShallow } from './read.ts';
import type { Answer, Question } from './reader.ts';

/** Reads texts that may crash or hold the process that reads them. */

answerQuestions<Question, Answer>(({ text, name }) => ({ fault: readShallow(text, name).error }));
