import {
  childOf,
  type Elite,
  isPlaced,
  type Learner,
  type ProposalAttempt,
  type Recorded,
  type TellResult,
} from '../api/attempt.ts';
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

/** A reflection that is due, and the model that reflects. */
interface ReflectionDuty {
  readonly cause: 'reflection';
  readonly model: string;
  readonly about: 'lessons' | 'wordings';
}

/** Something that must be done beside drawing. */
export type Duty = AuditDuty | Errand | ReflectionDuty;

export interface DutyOptions {
  /** Tune the numbers of what models found. */
  readonly tune: boolean;
  /** Simplify the winner at the end. */
  readonly simplify: boolean;
  /** Compare finalists on held-back inputs at the end. */
  readonly compare: boolean;
  /** The model that should reflect now, and about what, if one should. */
  readonly reflection?: () => Omit<ReflectionDuty, 'cause'> | undefined;
}

/** Attempts between two audits, at least: more than are under way at once. */
const auditInterval = 64;
/** Share of the run's gain by which a tuning must improve its parent to be followed by another one. */
const worthAnother = 1e-4;
/** Share of the run's time that audits may take before the last one. */
const maxAuditShare = 0.01;
/** Finalists that are compared in any case, and the share of the run's time that audits may take before another one is. */
const finals = { least: 3, share: 0.1 };

/** Decides what must be audited, tuned and simplified, and when a model reflects. */
export class Duties implements Learner {
  readonly #population: Population;
  readonly #effort: Effort;
  readonly #options: DutyOptions;
  /** Candidates that were audited, and initial programs, which need no audit. */
  readonly #audited = new Set<number>();
  /** Inputs and results of simplifications, and initial programs. */
  readonly #simplified = new Set<number>();
  /** Placed candidates whose numbers are due for tuning: those of models, and those that a tuning of them improved. */
  readonly #untuned = new Set<number>();
  #initial = Number.NaN;
  #isAuditWanted = false;
  /** The machines that scored candidates, where they are not the run's own, and those that are distrusted. */
  readonly #machines = new Map<number, string>();
  #distrusted: ReadonlySet<string> = new Set();
  /** The latest result of a simplification. */
  #simpler: number | undefined;

  constructor(population: Population, effort: Effort, options: DutyOptions) {
    this.#population = population;
    this.#effort = effort;
    this.#options = options;
  }

  /** The duty of attempt `number`, unless its cause is among those that must wait. `mayAsk`: whether a model can be asked for it. */
  due(number: number, waiting: ReadonlySet<string>, mayAsk: (model: string) => boolean = () => true): Duty | undefined {
    const isFree = (duty: Duty | undefined) => duty && !waiting.has(duty.cause);
    const duty = [this.#auditDue(number), this.#reflectionDue(mayAsk), this.#tuneDue].find(isFree);
    if (duty?.cause === 'audit') this.#isAuditWanted = false;
    return duty;
  }

  /** Has the leader audited as soon as can be: others wait for a champion that is. */
  wantAudit(): void {
    this.#isAuditWanted = this.unaudited !== undefined;
  }

  /** The other machine that scored a candidate. */
  machineOf(candidate: number): string | undefined {
    return this.#machines.get(candidate);
  }

  /** Has the best candidates audited that these machines scored. */
  distrust(machines: ReadonlySet<string>): void {
    this.#distrusted = machines;
  }

  /** The next duty after the end of the search; without patience, only the audit of the leader. */
  closing(patient: boolean): AuditDuty | Errand | undefined {
    const first = patient ? (this.#distrustedDue ?? (this.#options.compare ? this.#compareDue : undefined)) : undefined;
    if (first === undefined && patient && this.#canSimplify)
      return { cause: 'simplify', candidate: this.#population.champion!.number };
    const candidate = first ?? this.unaudited ?? (patient ? this.#lastDue : undefined);
    return candidate === undefined ? undefined : { cause: 'audit', candidate };
  }

  /** The leader of the search, unless it was audited or is an initial program. */
  get unaudited(): number | undefined {
    const { leader } = this.#population;
    return leader && this.#isUnaudited(leader) ? leader.number : undefined;
  }

  /** The leader, or a finalist while the comparison is affordable: the winner is known before it is simplified. */
  get #compareDue(): number | undefined {
    const leader = this.unaudited;
    if (leader !== undefined) return leader;
    return this.#comparisons > 0 ? this.#population.finalists.find(this.#isUnaudited)?.number : undefined;
  }

  /** Finalists that are still to be compared. */
  get #comparisons(): number {
    const { finalists } = this.#population;
    const waiting = finalists.filter(this.#isUnaudited).length;
    const least = finals.least - (finalists.length - waiting);
    return Math.min(waiting, Math.max(least, this.#effort.auditsWithin(finals.share)));
  }

  /** How many audits the end of the search takes, about: of the leader, of finalists, and of the winner made simpler. */
  get auditsLeft(): number {
    return this.#options.compare ? 2 + this.#comparisons : 1;
  }

  /** What a simplification made, or a member of a front. */
  get #lastDue(): number | undefined {
    if (this.#options.compare && this.#simpler !== undefined && !this.#audited.has(this.#simpler)) return this.#simpler;
    return this.#population.front.find(this.#isUnaudited)?.number;
  }

  tell({ attempt }: Recorded, { placement, improvedParent }: TellResult): void {
    if (attempt.kind === 'proposal' && attempt.cause === 'simplify') this.#noteSimpler(attempt);
    if (attempt.kind === 'audit') this.#audited.add(attempt.candidate);
    if (attempt.kind === 'initial') this.#begin(attempt.number);
    if (attempt.kind !== 'proposal') return;
    const { number, cause, drawn, proposal } = attempt;
    if (cause === 'tune') this.#untuned.delete(drawn.parent);
    const child = childOf(attempt);
    if (child?.status === 'scored' && child.machine !== undefined) this.#machines.set(number, child.machine);
    if (!isPlaced(placement)) return;
    const goesOn = cause === 'tune' && improvedParent && this.#isNoticeable(number, drawn.parent);
    if (proposal.model !== undefined || goesOn) this.#untuned.add(number);
  }

  #noteSimpler(attempt: ProposalAttempt): void {
    for (const one of [attempt.drawn.parent, attempt.number]) this.#simplified.add(one);
    if (childOf(attempt)?.status === 'scored') this.#simpler = attempt.number;
  }

  #begin(initial: number): void {
    for (const done of [this.#audited, this.#simplified]) done.add(initial);
    if (Number.isNaN(this.#initial)) this.#initial = this.#population.score(initial);
  }

  #isNoticeable(child: number, parent: number): boolean {
    const [after, before] = [child, parent].map((number) => this.#population.score(number)) as [number, number];
    return Math.abs(after - before) > worthAnother * Math.abs(this.#population.leader!.score - this.#initial);
  }

  readonly #isUnaudited = ({ number }: Elite) => !this.#audited.has(number);

  /** Audits are rare, and take a small share of the time, unless machines are distrusted. */
  #auditDue(number: number): Duty | undefined {
    const isTurn = number % auditInterval === 0 && this.#effort.auditShare <= maxAuditShare;
    const candidate = this.#distrustedDue ?? (isTurn || this.#isAuditWanted ? this.unaudited : undefined);
    return candidate === undefined ? undefined : { cause: 'audit', candidate };
  }

  /** The best candidate that only a distrusted machine has scored. */
  get #distrustedDue(): number | undefined {
    if (this.#distrusted.size === 0) return undefined;
    const isDoubtful = (elite: Elite) =>
      this.#isUnaudited(elite) && this.#distrusted.has(this.#machines.get(elite.number) ?? '');
    return this.#population.elites.find(isDoubtful)?.number;
  }

  #reflectionDue(mayAsk: (model: string) => boolean): Duty | undefined {
    const wanted = this.#options.reflection?.();
    return wanted && mayAsk(wanted.model) ? { cause: 'reflection', ...wanted } : undefined;
  }

  /** The best find that has a place. Tuning goes on with its own result for as long as it gains. */
  get #tuneDue(): Duty | undefined {
    if (!this.#options.tune || this.#untuned.size === 0) return undefined;
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
