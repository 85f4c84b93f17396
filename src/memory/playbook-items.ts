import type { Author, Lesson, PlaybookChange, PlaybookItem } from '../api/playbook.ts';
import { shareInterval } from '../interval.ts';
import { plainLine } from '../plain.ts';
import { likeness } from './likeness.ts';

/** Items in force, at most. */
const mostItems = 24;
/** Characters of an item, at most. */
const longest = 240;
/** Words that an item needs, so that it says something. */
const leastWords = 3;
/** Likeness from which two items are one. */
const sameLesson = 0.6;
/** Likeness that an amendment of an item that has earned its place must keep. */
const sameThought = 0.3;
/** Attempts that showed an item before its evidence can retire it. */
const enoughEvidence = 12;
/** An item is believed to gain as often as other attempts, as if so many of them had shown it. */
const prior = 4;
/** What the opinion of one reflection counts, where a gain counts 1, and how many opinions count at most. */
const opinion = { weight: 0.25, most: 4 };
/** Texts of retired items that are remembered, so that nothing that failed comes back. */
const mostRetired = 100;

/** The author of a change, and its attempt. */
export interface Change {
  readonly by: Author;
  readonly attempt: number | undefined;
}

/**
 * The items of the playbook. Each change touches one item: nothing rewrites the whole. A near duplicate joins the item
 * that is there, the worst item gives way where there are too many, and an item that has earned its place stays.
 */
export class PlaybookItems {
  #active: readonly PlaybookItem[] = [];
  #retired: readonly string[] = [];
  #next = 1;

  /** Items in force, in the order of their numbers. */
  get active(): readonly PlaybookItem[] {
    return this.#active;
  }

  /** `base`: the share of attempts that gain. */
  apply(change: PlaybookChange, { by, attempt }: Change, base: number): void {
    if (change.op === 'add') {
      this.#add({ ...change, by }, { since: attempt, from: change.from }, base);
      return;
    }
    const item = this.#active.find(({ number }) => number === change.item);
    if (item && mayMake(change, item, by)) this.#change(item, change, by, base);
  }

  /** Counts an attempt that showed items, and retires those that are clearly worse than none. */
  count(shown: ReadonlySet<number>, { gained, failed }: { gained: boolean; failed: boolean }, base: number): void {
    const counted = this.#active.map((item) => (shown.has(item.number) ? counting(item, gained, failed) : item));
    this.#active = counted;
    for (const item of counted) if (isRefuted(item, base)) this.#retire(item);
  }

  #change(item: PlaybookItem, change: Exclude<PlaybookChange, { op: 'add' }>, by: Author, base: number): void {
    if (change.op === 'retire' && (by.is === 'person' || !hasEarned(item, base))) this.#retire(item);
    if (change.op === 'count') this.#replace(item, { opinion: item.opinion + (change.as === 'helped' ? 1 : -1) });
    if (change.op === 'amend') this.#amend(item, change.text, by, base);
  }

  #add(lesson: Lesson, origin: Pick<PlaybookItem, 'since' | 'from'>, base: number): void {
    const text = cleaned(lesson.text);
    if (text === undefined || (lesson.by.is === 'model' && this.#retired.some((old) => isSame(old, text)))) return;
    const twin = this.#active.find((item) => item.kind === lesson.kind && isSame(item.text, text));
    if (twin) this.#join(twin, lesson, origin);
    else this.#append({ ...lesson, text }, origin, base);
  }

  #append({ kind, text, by }: Lesson, origin: Pick<PlaybookItem, 'since' | 'from'>, base: number): void {
    const evidence = { shown: 0, helped: 0, harmed: 0, opinion: 0 };
    this.#active = [...this.#active, { number: this.#next++, kind, text, by, ...origin, ...evidence }];
    this.#makeRoom(base);
  }

  /** The same lesson a second time is a reason to believe it, unless the run began with both. */
  #join(item: PlaybookItem, { by }: Lesson, { since, from }: Pick<PlaybookItem, 'since' | 'from'>): void {
    const all = [...new Set([...item.from, ...from])].sort((a, b) => a - b);
    const isNews = since !== undefined && since !== item.since;
    const author = by.is === 'person' ? by : item.by;
    this.#replace(item, { from: all, by: author, opinion: item.opinion + (isNews ? 1 : 0) });
  }

  /** New words for the same thought; another thought in the place of one that has earned it is an item of its own. */
  #amend(item: PlaybookItem, given: string, by: Author, base: number): void {
    const text = cleaned(given);
    if (text === undefined || text === item.text) return;
    const isOther = hasEarned(item, base) && likeness(item.text, text) < sameThought;
    if (isOther && by.is === 'model') this.#add({ kind: item.kind, text, by }, { since: item.since, from: [] }, base);
    else this.#replace(item, { text, by });
  }

  #replace(item: PlaybookItem, change: Partial<PlaybookItem>): void {
    this.#active = this.#active.map((one) => (one.number === item.number ? { ...one, ...change } : one));
  }

  #retire({ number, text }: PlaybookItem): void {
    this.#active = this.#active.filter((one) => one.number !== number);
    this.#retired = [...this.#retired, text].slice(-mostRetired);
  }

  /** The worst item of a model gives way, of equal ones the one that was shown most in vain. It may come back. */
  #makeRoom(base: number): void {
    if (this.#active.length <= mostItems) return;
    const own = this.#active.filter(({ by }) => by.is === 'model');
    const [worst] = own.sort((a, b) => worthOf(a, base) - worthOf(b, base) || b.shown - a.shown || a.number - b.number);
    this.#active = this.#active.filter((item) => item !== worst);
  }
}

/** A person's words are changed by persons only; models may say what they think of them. */
function mayMake({ op }: PlaybookChange, { by }: PlaybookItem, author: Author): boolean {
  return op === 'count' || by.is === 'model' || author.is === 'person';
}

function counting(item: PlaybookItem, gained: boolean, failed: boolean): PlaybookItem {
  const { shown, helped, harmed } = item;
  return { ...item, shown: shown + 1, helped: helped + (gained ? 1 : 0), harmed: harmed + (failed ? 1 : 0) };
}

/** By how much more often attempts gain that show an item than others do; opinions count a little. */
export function worthOf({ shown, helped, opinion: said }: PlaybookItem, base: number): number {
  const believed = opinion.weight * Math.max(-opinion.most, Math.min(opinion.most, said));
  return (helped + believed + prior * base) / (shown + prior) - base;
}

/** Whether attempts that showed it gained as often as others, as far as is known. */
function hasEarned({ shown, helped }: PlaybookItem, base: number): boolean {
  return shown >= prior && helped > 0 && helped / shown >= base;
}

function isRefuted({ by, shown, helped }: PlaybookItem, base: number): boolean {
  return by.is === 'model' && shown >= enoughEvidence && shareInterval(helped, shown).high < base;
}

function isSame(a: string, b: string): boolean {
  return a === b || likeness(a, b) >= sameLesson;
}

/** One line without signs that could be taken for more than words; undefined where it says nothing. */
function cleaned(given: string): string | undefined {
  const line = plainLine(given)
    .replaceAll('`', "'")
    .replace(/^[\s#>*+=~-]+/, '');
  const text = line.length > longest ? `${line.slice(0, longest - 1).trimEnd()}…` : line;
  return (text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) >= leastWords ? text.toWellFormed() : undefined;
}
