import { UsageError } from '../api/errors.ts';
import type { Evaluation, Failed } from '../api/evaluation.ts';
import type { Stage } from '../api/evaluator.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import { sameTexts } from '../language/program.ts';
import { plainLine } from '../plain.ts';
import type { StagedPool } from './cascade.ts';

/** Failures in a row in stages with a label that are believed before the initial program must pass again. */
const believed = 20;

/** The label of an evaluator's stages, of which it has one at most. */
export function labelOf(stages: readonly Stage[]): string | undefined {
  return stages.find(({ label }) => label !== undefined)?.label;
}

/**
 * The same pool, where a failure in a stage with a label counts only as long as the initial program passes here: otherwise
 * the machine lacks what the label stands for. Its evaluations then reject with a UsageError.
 */
export function provingLabel(pool: StagedPool, { problem, initial }: LoadedProblem): StagedPool {
  const { stages } = problem.evaluator;
  const label = labelOf(stages);
  if (label === undefined) return pool;
  const proof = new Proof(stages, label, initial, () => pool.evaluate(initial));
  const finish: StagedPool['finish'] = async (...given) => {
    const evaluation = await pool.finish(...given);
    await proof.examine(given[0], evaluation);
    return evaluation;
  };
  return { ...pool, finish, evaluate: (program, signal, urgent) => finish(program, [], signal, urgent) };
}

/** Whether this machine can run the stages with a label, as far as is known. */
class Proof {
  readonly #stages: readonly Stage[];
  readonly #label: string;
  readonly #initial: Program;
  readonly #try: () => Promise<Evaluation>;
  #left = 0;
  #trying: Promise<void> | undefined;

  constructor(stages: readonly Stage[], label: string, initial: Program, attempt: () => Promise<Evaluation>) {
    this.#stages = stages;
    this.#label = label;
    this.#initial = initial;
    this.#try = attempt;
  }

  /** @throws {UsageError} where a failure is the machine's. */
  async examine(program: Program, evaluation: Evaluation): Promise<void> {
    if (evaluation.status === 'scored') this.#left = believed;
    else if (this.#isDoubtful(evaluation) && this.#left-- <= 0) await this.#prove(program, evaluation);
  }

  /** Whether a machine without the label would say the same of any program. A missed threshold shows that the stage ran. */
  #isDoubtful({ stage, reason }: Failed): boolean {
    const first = this.#stages.findIndex(({ label }) => label !== undefined);
    const at = this.#stages.findIndex(({ name }) => name === stage);
    return at >= first && !this.#stages[at]?.heldBack && reason !== 'missed-threshold';
  }

  async #prove(program: Program, evaluation: Failed): Promise<void> {
    if (sameTexts(program, this.#initial)) throw this.#missing(evaluation);
    this.#trying ??= this.#tryInitial().finally(() => {
      this.#trying = undefined;
    });
    await this.#trying;
  }

  async #tryInitial(): Promise<void> {
    const evaluation = await this.#try();
    if (evaluation.status === 'failed' && this.#isDoubtful(evaluation)) throw this.#missing(evaluation);
    this.#left = believed;
  }

  #missing({ stage, reason, feedback }: Failed): UsageError {
    const why = [reason, plainLine(feedback).slice(0, 300)].filter(Boolean).join(': ');
    return new UsageError(
      `The initial program itself fails here in stage ${stage} (${why}), so this machine seems to lack what the label ${this.#label} stands for. ` +
        'Use a machine that has it, or pass --queue to run, resume, eval, audit, add or sync.',
    );
  }
}
