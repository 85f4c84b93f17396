import type { Evaluation } from '../api/evaluation.ts';
import type { Program } from '../api/program.ts';
import { isMistake } from '../memory/notes.ts';
import type { Engine } from './engine.ts';

/**
 * Waits for a program's first stage; returns what went wrong there, if anything. The evaluation goes on meanwhile: if the
 * program is proposed, evaluating it joins in.
 */
export async function firstStageFault(
  { evaluator }: Pick<Engine, 'evaluator'>,
  program: Program,
  signal: AbortSignal,
): Promise<string | undefined> {
  const passed = Promise.withResolvers<undefined>();
  const evaluation = evaluator.evaluate(program, signal, () => passed.resolve(undefined));
  evaluation.catch(() => {}); // the evaluation itself reports the error
  return faultIn(await Promise.race([evaluation, passed.promise]));
}

function faultIn(evaluation: Evaluation | undefined): string | undefined {
  if (evaluation?.status !== 'failed' || evaluation.stages.length > 0 || !isMistake(evaluation)) return undefined;
  return `${evaluation.reason} in stage ${evaluation.stage}: ${evaluation.feedback}`;
}
