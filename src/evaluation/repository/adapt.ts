import type { RepositoryStage, Stage } from '../../api/evaluator.ts';
import type { LoadedProblem } from '../../api/problem.ts';
import type { CommandNature, RunFacts } from '../../api/store.ts';
import { isRepository } from '../stage-kind.ts';

/** A problem as a look at the commands of its repository found it; any other stays what it is. */
export function adaptToCommands(commands: RunFacts['commands'], loaded: LoadedProblem): LoadedProblem {
  if (!commands) return loaded;
  const { problem } = loaded;
  const stages = problem.evaluator.stages.map((stage): Stage => {
    const nature = isRepository(stage) ? commands[stage.name] : undefined;
    return nature && isRepository(stage) ? adaptStage(nature, stage) : stage;
  });
  return { ...loaded, problem: { ...problem, evaluator: { ...problem.evaluator, stages } } };
}

function adaptStage({ milliseconds, ...nature }: CommandNature, stage: RepositoryStage): RepositoryStage {
  return { ...stage, limits: { milliseconds, ...stage.limits }, repository: { ...stage.repository, ...nature } };
}
