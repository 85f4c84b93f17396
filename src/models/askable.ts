import type { Checker } from '../language/checker.ts';
import type { ModelRequest } from './provider.ts';
import type { Called } from './server.ts';
import type { ModelSettings } from './settings.ts';
import type { Spending } from './spending.ts';

/** Calls a model, wherever it is. */
export type Call = (request: ModelRequest, signal: AbortSignal) => Promise<Called>;

/** Reserves a model for one conversation, of the attempt of `held`; resolves to a seat that must be released. */
export type Acquire = (signal: AbortSignal, held?: DisposableStack) => Promise<{ release(): void }>;

/** A model that can be asked. */
export interface Askable {
  readonly settings: ModelSettings;
  readonly call: Call;
  /** Waits for a seat at its server; absent in a replay. */
  readonly acquire?: Acquire;
  /** Whether its server has a switch for thinking; undefined where that is unknown. */
  readonly thinks?: boolean | undefined;
  /** Whether durations are recorded. */
  readonly timed: boolean;
  readonly spending: Spending;
  /** Absent in a replay, whose record has the results. */
  readonly types?: Checker;
}
