import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import type { RetryPace } from '../models/server.ts';
import type { QueueAddress } from '../remote/address.ts';
import type { Pace } from '../remote/pace.ts';
import type { Labels } from '../remote/place.ts';
import type { Reporter } from '../run/engine.ts';
import type { ExchangeOptions } from './exchange.ts';

/** A queue of evaluations, by its server and the labels of the machines that serve it and of this one. */
export interface QueueOptions extends Labels {
  readonly address: QueueAddress;
  /** Default: `usualPace`. */
  readonly pace?: Pace;
}

/** Options of a session that do not shape the search: machine, sandbox, reporter. */
export interface SessionOptions {
  /** Path of the population. */
  readonly path: string;
  /** Evaluations at once; default: one for each core. */
  readonly workers?: number | undefined;
  /** How strong the sandbox must be. */
  readonly sandbox: SandboxLevel;
  readonly reporter: Reporter;
  /** File with recorded answers that are used instead of asking models. */
  readonly answers?: string | undefined;
  /** Delays and timeouts towards model servers. */
  readonly pace?: RetryPace;
  /** With whom the search exchanges winners. */
  readonly exchange?: ExchangeOptions | undefined;
  /** Other machines evaluate, over this queue; undefined: only this one does. */
  readonly queue?: QueueOptions | undefined;
  /** Whether the built-in search runs; otherwise only clients do. */
  readonly search: boolean;
}
