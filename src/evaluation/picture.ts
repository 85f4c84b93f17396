import type { Evaluator } from '../api/evaluator.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import type { Jail } from './jail/jail.ts';
import { link, linkForStages } from './link.ts';
import { openHalves } from './open-halves.ts';
import { planStages, withoutHeldBack } from './plan.ts';

/** A picture as the problem drew it, or why there is none. */
export type Drawn = { readonly picture: string } | { readonly missing: string };

export interface DrawOptions {
  readonly problem: LoadedProblem;
  readonly seed: number;
  readonly jail: Jail | undefined;
}

/** Draws programs of a problem, one after the other, until it is closed. */
export interface Drawing {
  /** Rejects with the signal's reason when aborted. */
  draw(program: Program, signal?: AbortSignal): Promise<Drawn>;
  close(): Promise<void>;
}

/**
 * Draws programs by the problem's last stage that draws: each is driven in the sandbox once more, its evidence is judged,
 * and only evidence that holds is drawn. Undefined where the problem draws nothing.
 *
 * @throws {EnvironmentError} when the sandbox does not start.
 */
export async function openDrawing({ problem, seed, jail }: DrawOptions): Promise<Drawing | undefined> {
  const { evaluator } = problem.problem;
  const stage = drawingStage(evaluator);
  const reference = link(problem.initial);
  if (stage < 0 || 'refusal' in reference) return undefined;
  const stages = withoutHeldBack(evaluator, planStages(evaluator, seed));
  const plan = { stages, reference: reference.script, threads: 1 };
  const { sandbox, scorePool, close } = await openHalves(problem, plan, jail);
  return {
    async draw(program, signal) {
      const linked = linkForStages(program, stages);
      if ('refusal' in linked) return { missing: linked.refusal };
      const driven = await sandbox.run({ stage, script: linked.scripts[stage]! }, signal);
      if (driven.status === 'failed') return { missing: `${driven.reason}: ${driven.message}` };
      const task = { stage, evidence: driven.text };
      const scored = await scorePool.score(task, signal);
      if ('wrong' in scored) return { missing: scored.wrong };
      const drawn = 'broken' in scored ? scored : await scorePool.picture(task, signal);
      return 'broken' in drawn ? { missing: drawn.broken } : drawn;
    },
    close,
  };
}

/** Draws some programs; undefined where the problem draws nothing. */
export async function drawPrograms(
  options: DrawOptions,
  programs: readonly Program[],
): Promise<readonly Drawn[] | undefined> {
  const drawing = await openDrawing(options);
  return (
    drawing && (await Promise.all(programs.map((program) => drawing.draw(program))).finally(() => drawing.close()))
  );
}

/** Whether a problem draws its programs. */
export function draws({ problem }: LoadedProblem): boolean {
  return drawingStage(problem.evaluator) >= 0;
}

function drawingStage({ stages }: Evaluator): number {
  return stages.findLastIndex(({ draw, heldBack }) => draw && !heldBack);
}
