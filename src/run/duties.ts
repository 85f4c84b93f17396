import { childOf, type Elite, isPlaced, type Learner, type Recorded, type TellResult } from '../api/attempt.ts';
import type { Population } from '../api/population.ts';
import type { Effort } from './effort.ts';

/** An independent evaluation of a candidate that is due. */
interface AuditDuty {
  readonly cause: 'audit';
  readonly candidate: number;
}

/** A proposal that is due: a candidate to tune or to simplify. */
export interface Errand {
  readonly cause: 'tune' | 'simplify';
  readonly candidate: number;
}

/** Something that must be done beside drawing. */
export type Duty = AuditDuty | Errand;

export interface DutyOptions {
  /** Tune the numbers of what models found. */
  readonly tune: boolean;
  /** Simplify the winner at the end. */
  readonly simplify: boolean;
}

/** Attempts between two audits, at least: more than are under way at once. */
const auditInterval = 64;
/** Attempts between two tunings of finds, at least. */
const tuneInterval = 8;
/** Share of the run's time that audits may take before the last one. */
const maxAuditShare = 0.01;

/** Decides what must be audited, tuned and simplified. */
export class Duties implements Learner {
  readonly #population: Population;
  readonly #effort: Effort;
  readonly #options: DutyOptions;
  /** Candidates that were audited, and initial programs, which need no audit. */
  readonly #audited = new Set<number>();
  /** Inputs and results of simplifications, and initial programs. */
  readonly #simplified = new Set<number>();
  /** Placed candidates of models whose numbers were not tuned yet. */
  readonly #untuned = new Set<number>();

  constructor(population: Population, effort: Effort, options: DutyOptions) {
    this.#population = population;
    this.#effort = effort;
    this.#options = options;
  }

  /** The duty of attempt `number`, unless one of the same cause is under way. */
  due(number: number, underway: ReadonlySet<string>): Duty | undefined {
    const isFree = (duty: Duty | undefined) => duty && !underway.has(duty.cause);
    return [this.#auditDue(number), this.#tuneDue(number)].find(isFree);
  }

  /** The next duty after the end of the search; without patience, only the audit of the champion. */
  closing(patient: boolean): Duty | undefined {
    if (patient && this.#canSimplify) return { cause: 'simplify', candidate: this.#population.champion!.number };
    const candidate = this.unaudited ?? (patient ? this.#population.front.find(this.#isUnaudited)?.number : undefined);
    return candidate === undefined ? undefined : { cause: 'audit', candidate };
  }

  /** The champion, unless it was audited or is an initial program. */
  get unaudited(): number | undefined {
    const { champion } = this.#population;
    return champion && this.#isUnaudited(champion) ? champion.number : undefined;
  }

  tell({ attempt }: Recorded, { placement }: TellResult): void {
    if (attempt.kind === 'audit') this.#audited.add(attempt.candidate);
    if (attempt.kind === 'initial') for (const done of [this.#audited, this.#simplified]) done.add(attempt.number);
    if (attempt.kind !== 'proposal') return;
    const { number, cause, drawn, proposal } = attempt;
    if (cause === 'simplify') for (const one of [drawn.parent, number]) this.#simplified.add(one);
    if (cause === 'tune') this.#untuned.delete(drawn.parent);
    if (proposal.model !== undefined && childOf(attempt) && isPlaced(placement)) this.#untuned.add(number);
  }

  readonly #isUnaudited = ({ number }: Elite) => !this.#audited.has(number);

  /** Audits are rare, and take a small share of the time. */
  #auditDue(number: number): Duty | undefined {
    const isAffordable = this.#effort.auditShare <= maxAuditShare;
    const candidate = number % auditInterval === 0 && isAffordable ? this.unaudited : undefined;
    return candidate === undefined ? undefined : { cause: 'audit', candidate };
  }

  /** The best find of a model that has a place and was not tuned yet. */
  #tuneDue(number: number): Duty | undefined {
    if (!this.#options.tune || number % tuneInterval !== 0 || this.#untuned.size === 0) return undefined;
    const finds = this.#population.islands.flatMap(({ ranked }) =>
      ranked.filter((elite) => this.#untuned.has(elite.number)),
    );
    const [best] = finds.sort((a, b) => b.fitness - a.fitness || a.number - b.number);
    return best && { cause: 'tune', candidate: best.number };
  }

  get #canSimplify(): boolean {
    const { champion } = this.#population;
    return this.#options.simplify && champion !== undefined && !this.#simplified.has(champion.number);
  }
}
