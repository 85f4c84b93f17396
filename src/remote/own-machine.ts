import type { Evaluation } from '../api/evaluation.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import type { StagedPool } from '../evaluation/cascade.ts';
import type { Dispatch } from './dispatch.ts';
import type { Answer } from './messages.ts';
import type { Question, Referee } from './referee.ts';
import type { Trust } from './trust.ts';

export interface OwnMachineOptions {
  readonly problem: LoadedProblem;
  readonly local: StagedPool;
  readonly dispatch: Dispatch;
  readonly trust: Trust;
  /** An answer as the run records it. */
  readonly told: (answer: Answer) => Evaluation;
}

/** The run's own machine, which can run all stages: it has the last word, and audits. */
export class OwnMachine implements Referee {
  readonly initial: Evaluation;
  readonly repeat: undefined;
  readonly #options: OwnMachineOptions;

  private constructor(options: OwnMachineOptions, initial: Evaluation) {
    this.#options = options;
    this.initial = initial;
  }

  static async open(options: OwnMachineOptions): Promise<OwnMachine> {
    return new OwnMachine(options, await options.local.evaluate(options.problem.initial));
  }

  async check(answer: Answer, question: Question): Promise<Evaluation> {
    const { trust, dispatch, told } = this.#options;
    const own = await this.replace(question);
    const { evaluation, lie } = trust.judge(answer, own);
    if (lie !== undefined) dispatch.leaveOut(answer.machine, lie);
    return evaluation === own ? own : told({ ...answer, evaluation });
  }

  async replace({ program, passed, signal, urgent }: Question): Promise<Evaluation> {
    return await this.#options.local.finish(program, passed, signal, urgent);
  }

  async glance(program: Program, stage: number, signal?: AbortSignal): Promise<number> {
    return await this.#options.local.glance(program, stage, signal);
  }

  async close(): Promise<void> {
    await this.#options.local.close();
  }
}
