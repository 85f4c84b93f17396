import {
  childOf,
  isPlaced,
  type Learner,
  type ProposalAttempt,
  type Recorded,
  type TellResult,
  tokensOf,
} from '../api/attempt.ts';
import type { Random } from '../api/program.ts';
import { type NewWording, type PartGroup, partGroups, type Wording, type WordingFacts } from '../api/wording.ts';
import { formatOutcome } from '../format.ts';
import { hasGained } from './happenings.ts';
import { likeness } from './likeness.ts';
import { Payoff } from './payoff.ts';

/** Whether wordings evolve: never, from the first attempts, or only in runs that are long enough for it to pay. */
export const promptModes = ['auto', 'evolve', 'fixed'] as const;
export type PromptMode = (typeof promptModes)[number];

/** Attempts of models before a run that decides by itself prefers wordings, and has new ones written. */
const longRun = 160;
/** Wordings that models wrote for one kind of request, at most. */
const mostWritten = 3;
/** Attempts that a wording gets before it can give way. */
const fairTrial = 10;
/** Likeness from which two wordings are one. */
const same = 0.8;
/** Results that are kept of each wording. */
const latestKept = 3;

/** A kind of request, as far as its wordings matter. */
interface AskFacts {
  readonly name: string;
  readonly variations: readonly string[];
  /** The result that counts as a gain, where that is not a better score. */
  readonly aim?: 'place' | 'score';
}

interface Tried {
  readonly wording: Wording;
  readonly isWritten: boolean;
  readonly payoff: Payoff;
  latest: readonly string[];
}

/**
 * The wordings of prompts, a population beside that of the programs: each earns the gains for their tokens of the attempts
 * that used it, and is drawn within the interval in which they are known. Models that see what came of them write new ones.
 */
export class Prompts implements Learner {
  readonly #mode: PromptMode;
  readonly #asks: readonly AskFacts[];
  readonly #interval: number;
  readonly #tried = new Map<string, Tried>();
  #asked = 0;
  #since = 0;

  /** `interval`: attempts of models from one new wording to the next. */
  constructor(mode: PromptMode, asks: readonly AskFacts[], interval: number) {
    this.#mode = mode;
    this.#asks = asks;
    this.#interval = interval;
    for (const { name, variations } of asks)
      for (const [index, text] of variations.entries())
        this.#add({ id: `${name} ${index + 1}`, ask: name, text }, false);
  }

  /** All wordings in use. */
  get all(): readonly WordingFacts[] {
    return [...this.#tried.values()].map(factsOf);
  }

  /** Attempts of models that are missing before wordings evolve; Infinity where they never do. */
  get missing(): number {
    if (this.#mode === 'fixed') return Number.POSITIVE_INFINITY;
    return this.#mode === 'auto' ? Math.max(0, longRun - this.#asked) : 0;
  }

  /** Whether a model should write a wording now. */
  get isDue(): boolean {
    return this.missing === 0 && this.#since >= this.#interval;
  }

  /** The kind of request that is used most for each wording that it has: what is learnt about it counts most. */
  get subject(): readonly WordingFacts[] {
    const uses = (all: readonly WordingFacts[]) => all.reduce((sum, { attempts }) => sum + attempts, 0) / all.length;
    const groups = [...Map.groupBy(this.all, ({ ask }) => ask).values()];
    return groups.toSorted((a, b) => uses(b) - uses(a))[0] ?? [];
  }

  /** The wording of a prompt; undefined where the proposer is to draw one of its own. */
  choose(random: Random, ask: string): Wording | undefined {
    const rivals = this.missing === 0 ? this.#of(ask) : [];
    const usual = mean(rivals);
    const drawn = rivals.map(({ wording, payoff }) => {
      const { low, high } = payoff.rateAt(usual);
      return { wording, value: low + random.next() * (high - low) };
    });
    return drawn.sort((a, b) => b.value - a.value)[0]?.wording;
  }

  tell({ attempt }: Recorded, result: TellResult): void {
    if (attempt.kind === 'reflection' && attempt.delta.wordings) {
      this.#since = 0;
      for (const written of attempt.delta.wordings) this.#write(written, attempt.number);
    }
    if (attempt.kind === 'proposal' && attempt.proposal.model !== undefined) this.#learn(attempt, result);
  }

  #learn(attempt: ProposalAttempt, result: TellResult): void {
    this.#asked++;
    this.#since++;
    const tried = this.#tried.get(attempt.proposal.wording ?? '');
    if (!tried) return;
    tried.payoff.tell(this.#reached(tried.wording.ask, attempt, result), tokensOf(attempt));
    const { outcome, proposal } = attempt;
    tried.latest = [...tried.latest, `${proposal.summary ?? ''} -> ${formatOutcome(outcome)}`].slice(-latestKept);
  }

  #reached(ask: string, attempt: ProposalAttempt, result: TellResult): boolean {
    const aim = this.#asks.find(({ name }) => name === ask)?.aim;
    if (aim === 'place') return isPlaced(result.placement);
    return aim === 'score' ? childOf(attempt)?.status === 'scored' : hasGained(result);
  }

  #write({ ask, text, order }: NewWording, attempt: number): void {
    const rivals = this.#of(ask);
    if (rivals.length === 0 || rivals.some(({ wording }) => likeness(wording.text, text) >= same)) return;
    if (this.#makeRoom(rivals)) this.#add({ id: `${ask} #${attempt}`, ask, text, order }, true);
  }

  /** Of those that models wrote and that had a fair trial, the one that can be worth least gives way. The first ones stay. */
  #makeRoom(rivals: readonly Tried[]): boolean {
    const written = rivals.filter(({ isWritten }) => isWritten);
    if (written.length < mostWritten) return true;
    const usual = mean(rivals);
    const fair = written.filter(({ payoff }) => payoff.attempts >= fairTrial);
    const [least] = fair.sort((a, b) => a.payoff.rateAt(usual).high - b.payoff.rateAt(usual).high);
    return least !== undefined && this.#tried.delete(least.wording.id);
  }

  #add(wording: Wording, isWritten: boolean): void {
    this.#tried.set(wording.id, { wording, isWritten, payoff: new Payoff(), latest: [] });
  }

  #of(ask: string): readonly Tried[] {
    return [...this.#tried.values()].filter(({ wording }) => wording.ask === ask);
  }
}

function factsOf({ wording, payoff, latest }: Tried): WordingFacts {
  return { ...wording, ...payoff.facts, latest };
}

/** Mean tokens of an attempt with any of these wordings. */
function mean(rivals: readonly Tried[]): number {
  const sum = (value: (payoff: Payoff) => number) => rivals.reduce((total, { payoff }) => total + value(payoff), 0);
  const attempts = sum((payoff) => payoff.attempts);
  return sum((payoff) => payoff.tokens) / Math.max(1, attempts);
}

/** The order of parts of a new wording: that of another one with two neighbours swapped, in half of all cases. */
export function orderFrom({ order = partGroups }: Pick<Wording, 'order'>, random: Random): readonly PartGroup[] {
  if (random.next() < 0.5) return order;
  const at = random.int(order.length - 1);
  return order.with(at, order[at + 1]!).with(at + 1, order[at]!);
}
