import type { LoadedProblem } from '../api/problem.ts';
import type { Files } from '../api/program.ts';
import type { Jail } from './jail/jail.ts';
import { openJudges } from './judges.ts';
import { link, linkForStages } from './link.ts';
import { planStages } from './plan.ts';
import { openSandbox } from './supervisor.ts';

/** A picture as the problem drew it, or why there is none. */
export type Drawn = { readonly picture: string } | { readonly missing: string };

/**
 * Draws programs by the problem's last stage that draws: each is driven in the sandbox once more, its evidence is judged,
 * and only evidence that holds is drawn. Undefined where the problem draws nothing.
 *
 * @throws {EnvironmentError} when the sandbox does not start.
 */
export async function drawPrograms(
  { problem, seed, jail }: { problem: LoadedProblem; seed: number; jail: Jail | undefined },
  programs: readonly Files[],
): Promise<readonly Drawn[] | undefined> {
  const { evaluator } = problem.problem;
  const stage = evaluator.stages.findLastIndex(({ draw, heldBack }) => draw && !heldBack);
  const reference = link(problem.initial);
  if (stage < 0 || 'refusal' in reference) return undefined;
  const stages = planStages(evaluator, seed);
  const judges = openJudges(problem, stages, 1);
  try {
    const sandbox = await openSandbox({ stages, reference: reference.script, threads: 1, seed }, jail);
    const drawOne = async (files: Files): Promise<Drawn> => {
      const linked = linkForStages(files, stages);
      if ('refusal' in linked) return { missing: linked.refusal };
      const driven = await sandbox.run({ stage, script: linked.scripts[stage]! });
      if (driven.status === 'failed') return { missing: `${driven.reason}: ${driven.message}` };
      const task = { stage, evidence: driven.text };
      const judged = await judges.judge(task);
      if ('wrong' in judged) return { missing: judged.wrong };
      const drawn = 'broken' in judged ? judged : await judges.draw(task);
      return 'broken' in drawn ? { missing: drawn.broken } : drawn;
    };
    return await Promise.all(programs.map(drawOne)).finally(() => sandbox.close());
  } finally {
    await judges.close();
  }
}
