export type * from './attempt.ts';
export { defineEvaluator, defineProblem, defineStage } from './define.ts';
export { EnvironmentError, FailureError, UsageError } from './errors.ts';
export type * from './evaluation.ts';
export type * from './evaluator.ts';
export type * from './problem.ts';
export type * from './program.ts';
export type * from './proposer.ts';
export type * from './store.ts';
