/** Groups of a prompt's parts whose order may differ; the problem comes before them, and what to do after them. */
export const partGroups = ['others', 'program', 'ideas', 'lessons'] as const;
export type PartGroup = (typeof partGroups)[number];

/** The text that tells a model what to do, for one kind of request, and the order of the prompt's parts. */
export interface Wording {
  /** Its name: the kind of request and a number, such as `improve 2`, or the attempt that wrote it, such as `improve #812`. */
  readonly id: string;
  readonly ask: string;
  readonly text: string;
  /** The usual order where undefined. */
  readonly order?: readonly PartGroup[] | undefined;
}

/** A wording that a model wrote. */
export interface NewWording extends Pick<Wording, 'ask' | 'text'> {
  readonly order: readonly PartGroup[];
}

/** A wording with the results of the attempts that used it. */
export interface WordingFacts extends Wording {
  readonly attempts: number;
  /** Attempts that reached the aim of the request: usually a child that is better than its parents. */
  readonly gains: number;
  /** Gains for a thousand tokens, within an interval of 90 %. */
  readonly rate: { readonly low: number; readonly high: number };
  /** The latest ideas that came of it, with their results. */
  readonly latest: readonly string[];
}
