import {
  type Learner,
  type ProposalAttempt,
  type Recorded,
  type ReflectionAttempt,
  type TellResult,
  tokensOf,
} from '../api/attempt.ts';
import type { Author, Happening, Lesson, PlaybookChange, PlaybookItem } from '../api/playbook.ts';
import type { Random } from '../api/program.ts';
import { Happenings, hasFailed, hasGained } from './happenings.ts';
import { tellingWords, wordsOf } from './likeness.ts';
import { Payoff } from './payoff.ts';
import { PlaybookItems, worthOf } from './playbook-items.ts';

/** Whether models reflect: never, after every few attempts, or only in runs that are long enough for it to pay. */
export const playbookModes = ['auto', 'on', 'off'] as const;
export type PlaybookMode = (typeof playbookModes)[number];

/** Attempts of models before the first reflection of a run that decides by itself. */
const longRun = 40;
/** Intervals of reflections as multiples of the usual one: after a new champion or a run of failures, and where it does not pay. */
const multiples = { usual: 1, urgent: 3 / 8, unpaid: 8 };
/** Changes that a model may make by one reflection: the whole is never rewritten. */
const allowed: Readonly<Record<PlaybookChange['op'], number>> = { add: 4, amend: 2, retire: 2, count: 8 };
/** Items that a prompt may show; its tokens allow fewer. */
const mostShown = 8;
/** Share of prompts that show items, by what is known of whether that pays. The rest is compared with them. */
const shares = { paid: 7 / 8, unknown: 3 / 4, unpaid: 1 / 8 };
/** How often an item is left out that would be shown: those that are always shown together earn the same. */
const leftOut = 1 / 4;
/** Attempts of either kind before they are compared. */
const enough = 12;

/** The settings of a run that a playbook follows. */
interface PlaybookTerms {
  readonly playbook: PlaybookMode;
  /** Attempts of models from one reflection to the next. */
  readonly playbookInterval: number;
  /** Those that the run begins with. */
  readonly lessons: readonly Lesson[];
}

/**
 * Short lessons that models learn from the attempts of a run and that prompts show. Models propose changes, each of one
 * item; code decides what becomes of them. Attempts that show items are compared with those that do not, all tokens
 * counted, those of reflections too: where items do not pay they are hardly shown, and models hardly reflect.
 */
export class Playbook implements Learner {
  readonly mode: PlaybookMode;
  readonly #interval: number;
  readonly #score: (candidate: number) => number;
  readonly #items = new PlaybookItems();
  readonly #happenings = new Happenings();
  readonly #with = new Payoff();
  readonly #without = new Payoff();
  #asked = 0;
  #told = 0;

  /** `score`: of a candidate, as the population knows it. */
  constructor({ playbook, playbookInterval, lessons }: PlaybookTerms, score: (candidate: number) => number) {
    this.mode = playbook;
    this.#interval = playbookInterval;
    this.#score = score;
    for (const { kind, text, by } of lessons)
      this.#items.apply({ op: 'add', kind, text, from: [] }, { by, attempt: undefined }, 0);
  }

  /** Items in force, in the order of their numbers. */
  get items(): readonly PlaybookItem[] {
    return this.#items.active;
  }

  /** Events since the last reflection, the oldest first. */
  get happenings(): readonly Happening[] {
    return this.#happenings.all;
  }

  /** Attempts of models that are missing before models reflect at all; Infinity where they never do. */
  get missing(): number {
    if (this.mode === 'off') return Number.POSITIVE_INFINITY;
    return this.mode === 'auto' ? Math.max(0, longRun - this.#asked) : 0;
  }

  /** Whether a model should reflect now. */
  get isDue(): boolean {
    if (this.missing > 0) return false;
    const { asked, isUrgent } = this.#happenings;
    const paying = isUrgent ? multiples.urgent : multiples.usual;
    return asked >= this.#interval * (this.payoff === 'unpaid' ? multiples.unpaid : paying);
  }

  /** Whether attempts that show items gain more for their tokens than others; unknown while their intervals overlap. */
  get payoff(): keyof typeof shares {
    if (Math.min(this.#with.attempts, this.#without.attempts) < enough) return 'unknown';
    const [shown, others] = [this.#with.rate, this.#without.rate];
    if (shown.high < others.low) return 'unpaid';
    return shown.low > others.high ? 'paid' : 'unknown';
  }

  /** Counts of attempts of models that showed items, and of those that could have and did not. */
  get compared() {
    return { with: this.#with.facts, without: this.#without.facts };
  }

  /** Items for a prompt about this topic, the best first: what earned its place, what fits, and what was hardly tried. */
  choose(random: Random, topic: string): readonly PlaybookItem[] {
    if (this.mode === 'off' || this.items.length === 0 || random.next() >= shares[this.payoff]) return [];
    const words = tellingWords(topic);
    const able = this.items.filter(() => random.next() >= leftOut);
    const ranked = able.map((item) => ({ item, rank: this.#rank(item, words) + 0.05 * random.next() }));
    const best = ranked.sort((a, b) => b.rank - a.rank).slice(0, mostShown);
    return best.map(({ item }) => item);
  }

  #rank(item: PlaybookItem, topic: ReadonlySet<string>): number {
    const words = wordsOf(item.text);
    const fits = words.intersection(topic).size / Math.max(1, words.size);
    return worthOf(item, this.#baseFor(item)) + fits + 0.3 / Math.sqrt(1 + item.shown);
  }

  tell(recorded: Recorded, result: TellResult): void {
    const { attempt } = recorded;
    this.#told++;
    if (attempt.kind === 'reflection') this.#reflect(attempt);
    if (attempt.kind !== 'proposal') return;
    this.#happenings.tell(attempt, result, { told: this.#told, from: this.#score(attempt.drawn.parent) });
    if (attempt.proposal.model !== undefined) this.#learn(attempt, hasGained(result));
  }

  /** Counts an attempt of a model for the items that its prompt showed, or for prompts without any. */
  #learn(attempt: ProposalAttempt, gained: boolean): void {
    this.#asked++;
    const { shown = [] } = attempt.proposal;
    if (shown.length === 0 && this.items.length === 0) return;
    (shown.length > 0 ? this.#with : this.#without).tell(gained, tokensOf(attempt));
    this.#items.count(new Set(shown), { gained, failed: hasFailed(attempt) }, this.#base);
  }

  #reflect(attempt: ReflectionAttempt): void {
    const { model, by, delta, watermark } = attempt;
    if (!delta.playbook) return;
    const author: Author = { name: by, is: model === undefined ? 'person' : 'model' };
    if (model !== undefined) this.#happenings.clear(watermark);
    this.#with.charge(tokensOf(attempt));
    for (const change of author.is === 'model' ? bounded(delta.playbook) : delta.playbook)
      this.#items.apply(change, { by: author, attempt: attempt.number }, this.#base);
  }

  /** Share of the attempts of models that gain. */
  get #base(): number {
    return shareOf(this.#with.gains + this.#without.gains, this.#with.attempts + this.#without.attempts);
  }

  /** The same for attempts that did not show an item. */
  #baseFor({ helped, shown }: PlaybookItem): number {
    const { attempts, gains } = { attempts: this.#with.attempts - shown, gains: this.#with.gains - helped };
    return shareOf(this.#without.gains + gains, this.#without.attempts + attempts);
  }
}

const shareOf = (part: number, whole: number) => (whole > 0 ? Math.max(0, part / whole) : 0);

/** The first changes of each kind, as many as a model may make; it judges an item once. */
function bounded(changes: readonly PlaybookChange[]): readonly PlaybookChange[] {
  const left = { ...allowed };
  const judged = new Set<number>();
  return changes.filter((change) => {
    if (change.op === 'count' && judged.has(change.item)) return false;
    if (change.op === 'count') judged.add(change.item);
    return left[change.op]-- > 0;
  });
}
