/** How fast the parties of a queue notice what happens to others; all in milliseconds. */
export interface Pace {
  /** A job whose worker says nothing for so long is taken back. */
  readonly lock: number;
  /** How often that is looked at. */
  readonly stalled: number;
  /** How often a coordinator looks after jobs of which it heard nothing. */
  readonly sweep: number;
  /** How often a machine says that it is there; it is gone when it missed several of them. */
  readonly beat: number;
  /** How long a coordinator waits for a machine or the server before it says so. */
  readonly patience: number;
}

export const usualPace: Pace = { lock: 15_000, stalled: 5000, sweep: 5000, beat: 2000, patience: 10_000 };
