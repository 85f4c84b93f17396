import { directionOf, isBetter } from '../api/direction.ts';
import type { Evaluation } from '../api/evaluation.ts';
import type { Problem } from '../api/problem.ts';
import { isTimed } from '../evaluation/plan.ts';
import { agreementOf, dependsOnMachine } from './agreement.ts';
import { nameOfMachine } from './machines.ts';
import type { Answer, Sender } from './messages.ts';

/** Answers of each machine that are checked in any case, and the share of the others. */
const [first, share] = [3, 0.01];

/**
 * Decides which answers of other machines count, and which are checked first. Whoever has the password of the server
 * can answer, so no answer becomes the best one unchecked.
 */
export class Trust {
  readonly #problem: Problem;
  readonly #jailed: boolean;
  readonly #random: () => number;
  readonly #answers = new Map<string, number>();
  readonly #aside = new Map<string, string>();
  #best = Number.NaN;
  #kind: string | undefined;

  constructor(problem: Problem, jailed: boolean, random: () => number = Math.random) {
    this.#problem = problem;
    this.#jailed = jailed;
    this.#random = random;
  }

  /** Notes an evaluation that is beyond doubt: answers that claim no more are not checked for that. */
  settle(evaluation: Evaluation): void {
    if (evaluation.status === 'scored' && this.#isRecord(evaluation)) this.#best = evaluation.score;
  }

  /** Why an answer counts for nothing, whatever it says; undefined where it may count. */
  refusal({ machine, layers, kind }: Sender): string | undefined {
    const aside = this.#aside.get(nameOfMachine(machine));
    if (aside !== undefined) return aside;
    // The innermost layers are everywhere; the operating system's is one more.
    if (this.#jailed && !layers.some((layer) => jails.includes(layer)))
      return `has the sandbox ${layers.join(', ')}, which is weaker than that of the run`;
    if (!isTimed(this.#problem.evaluator)) return undefined;
    this.#kind ??= kind;
    return kind === this.#kind
      ? undefined
      : `is ${kind}, and times are compared on machines of one kind only: ${this.#kind}`;
  }

  /** Whether an answer must be checked before it counts. */
  mustCheck({ machine, evaluation }: Answer): boolean {
    const name = nameOfMachine(machine);
    const before = this.#answers.get(name) ?? 0;
    this.#answers.set(name, before + 1);
    return before < first || this.#random() < share || this.#isRecord(evaluation) || isOwnFault(evaluation);
  }

  /** A timed score holds only on its machine, and audits measure it again. */
  #isRecord(evaluation: Evaluation): boolean {
    if (evaluation.status !== 'scored' || isTimed(this.#problem.evaluator)) return false;
    return Number.isNaN(this.#best) || isBetter(directionOf(this.#problem), evaluation.score, this.#best);
  }

  /** The evaluation that counts, after a check. `lie` says what the machine got wrong, where it is put aside for that. */
  judge({ machine, evaluation }: Answer, own: Evaluation): { readonly evaluation: Evaluation; readonly lie?: string } {
    const [theirs, ours] = [evaluation, own].map((one) => agreementOf(this.#problem.evaluator, one));
    this.settle(own);
    if (theirs === ours) return { evaluation: isTimed(this.#problem.evaluator) ? evaluation : own };
    if (isOwnFault(evaluation) || dependsOnMachine(evaluation) || dependsOnMachine(own)) return { evaluation: own };
    const lie = `found ${theirs} where this machine finds ${ours}`;
    this.putAside(machine, lie);
    return { evaluation: own, lie };
  }

  putAside(machine: string, why: string): void {
    this.#aside.set(nameOfMachine(machine), why);
  }
}

/** Layers that the operating system enforces. */
export const jails: readonly string[] = ['bubblewrap', 'sandbox-exec'];

/** Failures that may be the fault of the machine, and not of the candidate. */
export function isOwnFault(evaluation: Evaluation): boolean {
  return evaluation.status === 'failed' && (evaluation.reason === 'evaluator-error' || evaluation.reason === 'stalled');
}
