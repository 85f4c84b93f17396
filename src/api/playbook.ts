/** A strategy says what helps; a pitfall says what fails, and what to do instead. */
export const lessonKinds = ['strategy', 'pitfall'] as const;
export type LessonKind = (typeof lessonKinds)[number];

/** A lesson with its author, as it is carried from one run to another. */
export interface Lesson {
  readonly kind: LessonKind;
  /** One line. */
  readonly text: string;
  readonly by: Author;
}

/** The author of an item: a model by its label, or a person. */
export interface Author {
  readonly name: string;
  readonly is: 'model' | 'person';
}

/** Counts of the attempts that showed an item. */
interface ItemEvidence {
  /** Attempts whose prompt showed it. */
  readonly shown: number;
  /** Those of them whose child is better than its parents, and has a place. */
  readonly helped: number;
  /** Those of them that made no child, or one that failed. */
  readonly harmed: number;
  /** How often reflections said that it helped, less how often they said that it harmed. */
  readonly opinion: number;
}

/** An item of the playbook. */
export interface PlaybookItem extends Lesson, ItemEvidence {
  /** Its name; never used again for another item. */
  readonly number: number;
  /** The attempt that added it; undefined where the run began with it. */
  readonly since: number | undefined;
  /** Numbers of the attempts that it was learnt from. */
  readonly from: readonly number[];
}

/** A change of the playbook. Items are named by their numbers; attempts in `from` as well. */
export type PlaybookChange =
  | { readonly op: 'add'; readonly kind: LessonKind; readonly text: string; readonly from: readonly number[] }
  | { readonly op: 'amend'; readonly item: number; readonly text: string }
  | { readonly op: 'count'; readonly item: number; readonly as: 'helped' | 'harmed' }
  | { readonly op: 'retire'; readonly item: number };

/** An attempt as a reflection sees it. */
export interface Happening {
  readonly number: number;
  /** What was changed; words of a model or of an operator. */
  readonly summary: string;
  /** The score of its parent; NaN where that is not known. */
  readonly from: number;
  /** Its result, such as `score 1.2` or `failed (timed-out in fit)`. */
  readonly result: string;
  /** What the evaluation said; text that a candidate may have chosen. */
  readonly feedback: string;
  /** Whether its child is better than its parents, and has a place. */
  readonly gained: boolean;
}
