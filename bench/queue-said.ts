import type { Evaluation } from '../src/api/evaluation.ts';

/** The evaluation of a program of bench/trivial, read from its text. */
export function saidBy(text: string, milliseconds: number): Evaluation {
  const score = Number(/return (\d+)/.exec(text)?.[1]);
  return {
    status: 'scored',
    score,
    metrics: {},
    stages: [{ name: 'value', score, metrics: {}, milliseconds }],
    feedback: '',
  };
}
