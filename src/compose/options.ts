import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import type { Pace } from '../models/server.ts';
import type { Reporter } from '../run/engine.ts';

/** What a run needs to know of this machine and of whoever watches; it is not part of the search. */
export interface SessionOptions {
  /** Path of the population. */
  readonly path: string;
  /** Evaluations at once; one for each core unless given. */
  readonly workers?: number | undefined;
  /** How strong the sandbox must be. */
  readonly sandbox: SandboxLevel;
  readonly reporter: Reporter;
  /** File with recorded answers that are used instead of asking models. */
  readonly answers?: string | undefined;
  /** How patient it is with model servers. */
  readonly pace?: Pace;
  /** Whether the built-in search runs it, or clients alone. */
  readonly search: boolean;
}
