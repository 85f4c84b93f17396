import { serve } from '../blocking-thread.ts';
import { readShallow } from './read.ts';
import type { Answer, Question } from './reader.ts';

/** A thread with a large stack, for texts that may crash or block another. */

serve<Question, Answer>(({ text, name }) => ({ fault: readShallow(text, name).error }));
