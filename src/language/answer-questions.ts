import { parentPort } from 'node:worker_threads';

/** Answers the questions that a `LimitedProcess` asks; called in a thread of its process. */
export function answerQuestions<Question, Answer>(answer: (question: Question) => Answer): void {
  parentPort?.on('message', (question: Question) => parentPort?.postMessage(answer(question)));
}
