/** What a person noted about a candidate, beside the record of the run. */
export interface Note {
  readonly star: boolean;
  /** Empty where there is only a star. */
  readonly text: string;
  /** Who changed it last; empty where git alone wrote it. */
  readonly by: string;
}
