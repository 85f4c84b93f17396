import type { Attempt, Elite, HeldBackScores, TellResult } from './attempt.ts';
import type { Random } from './program.ts';
import type { Branches } from './store.ts';

/** One parent, the candidates shown beside it, and the island that the child is offered to first. */
export interface Selection {
  readonly island: number;
  readonly parent: Elite;
  readonly inspirations: readonly Elite[];
}

/** The archive of an island. */
export interface Island {
  /** All of them, the best first. */
  readonly ranked: readonly Elite[];
  readonly best: Elite | undefined;
}

/**
 * The candidates of a run. A population is a function of the attempts it was told, in order: the same attempts make the
 * same population, which is how a run is resumed and replayed.
 */
export interface Population {
  /** How many attempts were told. */
  readonly told: number;
  /** The best candidate of the run: of those that were compared on held-back inputs the best there, once the leader is one. */
  readonly champion: Elite | undefined;
  /** The best candidate by the score of the search. */
  readonly leader: Elite | undefined;
  /** Candidates that are worth a comparison with the leader on held-back inputs: ancestors of it, and the best of other ideas and cells. */
  readonly finalists: readonly Elite[];
  /** The best of the run, one for each distinct score, the best first. */
  readonly elites: readonly Elite[];
  /** With several objectives, the candidates of the run that no other beats in all of them, the best score first. */
  readonly front: readonly Elite[];
  readonly islands: readonly Island[];
  /** Score of an attempt's candidate, as its audit left it; NaN where there is none. */
  score(number: number): number;
  /** Scores on held-back inputs of a candidate that an audit confirmed, where it compared them. */
  heldBack(candidate: number): HeldBackScores | undefined;
  /** Draws for one attempt, on the island whose turn it is or on one that is named. Changes nothing. */
  ask(number: number, random: Random, island?: number): Selection;
  /** Draws for an attempt of a model; undefined where models draw as operators do. Changes nothing. */
  askForModel(number: number, random: Random): Selection | undefined;
  /** Selects one candidate that can be drawn, alone; undefined where it no longer has a place. */
  select(candidate: number): Selection | undefined;
  /** Takes in one attempt; the only thing that changes a population. */
  tell(attempt: Attempt): TellResult;
  /** Numbers of the candidates that can still be drawn or audited. */
  members(): ReadonlySet<number>;
  /** Where the record's branches point: to each island's best, and to the champion. */
  branches(): Branches;
}
