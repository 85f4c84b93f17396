import { type Attempt, type Elite, isPlaced } from '../api/attempt.ts';
import { plain } from '../plain.ts';
import { isAudit } from '../population/is-audit.ts';
import type { Told } from '../population/island-population.ts';
import { tokensOf } from '../population/tokens-of.ts';
import { type AnswerCount, countAnswers } from './answers.ts';

/** Counts of one operator. */
export interface OperatorRecord {
  attempts: number;
  /** Children that filled or improved a cell. */
  placed: number;
  champions: number;
}

/** Counts of one model. */
export interface ModelRecord {
  attempts: number;
  /** Attempts that made a child to evaluate. */
  children: number;
  placed: number;
  /** Tokens of prompts and answers. */
  tokens: number;
}

/** An attempt that changed the best score. */
export interface Step {
  readonly attempt: number;
  readonly told: number;
  readonly at: number;
  readonly score: number;
  readonly summary: string;
}

/** Running counts of the outcomes of a run, fed one attempt at a time. */
export class Statistics {
  readonly placements = new Map<string, number>();
  readonly refusals = new Map<string, number>();
  readonly failures = new Map<string, number>();
  readonly audits = new Map<string, number>();
  readonly operators = new Map<string, OperatorRecord>();
  readonly models = new Map<string, ModelRecord>();
  /** By model and format. */
  readonly answers = new Map<string, AnswerCount>();
  readonly steps: Step[] = [];
  restarts = 0;
  told = 0;

  /** The best before the first attempt. */
  begin({ number, score }: Elite): void {
    this.steps.push({
      attempt: number,
      told: 0,
      at: 0,
      score,
      summary: number === 0 ? 'initial program' : 'best before resuming',
    });
  }

  attempted(attempt: Attempt, told: Told): void {
    this.told++;
    const { outcome } = attempt;
    if (outcome.status === 'refused') count(this.refusals, outcome.reason);
    else if (outcome.status === 'failed') count(this.failures, outcome.reason);
    else if (isAudit(outcome)) count(this.audits, outcome.status);
    else {
      count(this.placements, told.placement ?? 'rejected');
      if (told.improvedChampion) this.#step(attempt, outcome.score);
    }
    countAnswers(this.answers, attempt);
    if (told.restarted !== undefined) this.restarts++;
    if (told.corrected !== undefined) this.#correct(attempt, told.corrected);
    if (attempt.model !== undefined) this.#creditModel(attempt.model, attempt, told);
    else if (attempt.parents.length > 0 && !isAudit(outcome)) this.#credit(attempt.operator, told);
  }

  #step({ number, at, summary }: Attempt, score: number): void {
    const last = this.steps.at(-1);
    if (last && score <= last.score) return; // a smaller program with the same score is not a step
    this.steps.push({ attempt: number, told: this.told, at, score, summary: plain(summary) });
  }

  /** An audit refuted the champion or corrected its score. */
  #correct({ number, at, summary }: Attempt, score: number): void {
    this.steps.push({ attempt: number, told: this.told, at, score, summary: `${summary} corrected the score` });
  }

  #credit(operator: string, told: Told): void {
    const record = this.operators.get(operator) ?? { attempts: 0, placed: 0, champions: 0 };
    this.operators.set(operator, record);
    record.attempts++;
    if (isPlaced(told.placement)) record.placed++;
    if (told.improvedChampion) record.champions++;
  }

  #creditModel(model: string, attempt: Attempt, told: Told): void {
    const record = this.models.get(model) ?? { attempts: 0, children: 0, placed: 0, tokens: 0 };
    this.models.set(model, record);
    record.attempts++;
    if (attempt.outcome.status !== 'refused') record.children++;
    if (isPlaced(told.placement)) record.placed++;
    record.tokens += tokensOf(attempt);
  }

  /** The best score at `width` equal steps from the first attempt to the last. */
  history(width: number): number[] {
    const at = (share: number) => this.steps.findLast((step) => step.told <= Math.max(1, share * this.told));
    return Array.from({ length: width }, (_, index) => at((index + 1) / width)?.score ?? Number.NaN).filter(
      Number.isFinite,
    );
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Sum of a map of counts. */
export function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, value) => sum + value, 0);
}
