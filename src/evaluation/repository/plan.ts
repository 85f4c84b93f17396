import type { RepositoryCommand, RepositoryLimits, RepositoryStage } from '../../api/evaluator.ts';
import type { LoadedProblem } from '../../api/problem.ts';
import { wordsOf } from '../native/words.ts';
import { isRepository } from '../stage-kind.ts';

/** A command of a repository, with everything about it that is the same for all candidates. */
export interface RepositoryPlan {
  readonly name: string;
  readonly command: RepositoryCommand;
  readonly words: readonly string[];
  readonly limits: RepositoryLimits;
  /** Most pairs of a race. */
  readonly rounds: number;
  /** It takes its time from a clock of the wall, as the unchanged code mostly waits. */
  readonly wall: boolean;
  /** Only audits run it; it sees what is held back. */
  readonly heldBack: boolean;
  /** Tests that the unchanged code passes, where its output counts them: a candidate must pass as many. */
  readonly tests: number | undefined;
}

/** CPU time of a command of which nothing is known yet, in milliseconds. */
const longest = 1_800_000;

const defaults: RepositoryLimits = {
  milliseconds: longest,
  megabytes: 4096,
  processes: 256,
  scratchMegabytes: 1024,
  gpu: false,
};

/** The limits of a command, with defaults for those that it does not set. */
export function repositoryLimits({ limits }: Pick<RepositoryStage, 'limits'>): RepositoryLimits {
  return { ...defaults, ...limits };
}

export function planRepository({ problem }: LoadedProblem): readonly RepositoryPlan[] {
  return problem.evaluator.stages.filter(isRepository).map((stage) => {
    const { name, repository, timing } = stage;
    return {
      ...{ name, command: repository, words: wordsOf(repository.run), limits: repositoryLimits(stage) },
      ...{
        rounds: timing?.rounds ?? 0,
        wall: repository.wall === true,
        heldBack: stage.heldBack === true,
        tests: repository.tests,
      },
    };
  });
}
