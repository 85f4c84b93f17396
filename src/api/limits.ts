/** Limits of a search that can be extended while it goes on. */
export interface Limits {
  /** Number of attempts, all sessions together. */
  readonly attempts?: number | undefined;
  /** Number of programs scored, those of tuners counted; evaluations under way are finished. */
  readonly evaluations?: number | undefined;
  /** Time in milliseconds, all sessions together. */
  readonly milliseconds?: number | undefined;
  /** A moment, in milliseconds since 1970. */
  readonly until?: number | undefined;
  /** Price of all answers of models, in US dollars. */
  readonly money?: number | undefined;
}

/** How much more a search may take. The time moves both limits of time. */
export type Extension = { readonly [name in Exclude<keyof Limits, 'until'>]?: number | undefined };
