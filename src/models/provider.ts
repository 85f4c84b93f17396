import type { Tokens } from '../api/attempt.ts';

/** One message of a conversation. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** How a model samples. Every call sends all of it, since the defaults of servers change between versions. */
export interface Sampling {
  readonly temperature: number;
  readonly topP: number;
  readonly topK: number;
  readonly minP: number;
  readonly repeatPenalty: number;
  readonly seed: number;
}

/** How long a call may take, in milliseconds. Queueing and loading the model count towards the first token. */
export interface Deadlines {
  readonly firstToken: number;
  readonly betweenTokens: number;
  readonly total: number;
}

/** One call of a model. */
export interface ModelRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly sampling: Sampling;
  /** Tokens of prompt and answer together. Fixed for each model: at another value Ollama loads the model again. */
  readonly contextTokens: number;
  /** Tokens of the answer at most, thinking included. */
  readonly answerTokens: number;
  /** Whether to think before answering; undefined for a model that has no such switch. */
  readonly think?: boolean | 'low' | 'medium' | undefined;
  readonly deadlines: Deadlines;
  /** The context to ask the user for where this prompt is too long, since nothing more can be left out of it. */
  readonly requiredContext?: number | undefined;
  /** What an agent's call does, in place of asking a server. */
  readonly work?: (signal: AbortSignal) => Promise<ModelAnswer | ModelFailure>;
}

/** A whole answer. */
export interface ModelAnswer {
  readonly status: 'answered';
  readonly text: string;
  readonly thinking: string;
  /** `length`: it was cut off at `answerTokens` or at the end of the context. */
  readonly stop: 'stop' | 'length';
  readonly tokens: Tokens;
  /** Milliseconds of the whole call. */
  readonly milliseconds: number;
  /** Milliseconds of loading the model within the call; 0 where the server does not report them. */
  readonly loading: number;
}

/** Why a call returned no answer. */
export type FailureKind =
  | 'configuration' // the call can never work: no such model, an option the server refuses
  | 'too-long' // the prompt does not fit into the context
  | 'quota' // what is paid for is used up
  | 'busy' // the server asks to come back later
  | 'transient' // the connection or the server broke off, or was silent for too long
  | 'crashed' // the server works, and reports that this model broke off
  | 'resource' // the model cannot be loaded: out of memory, or too slow
  | 'incomplete' // the answer ended too early, was not finished in time, or repeats itself
  | 'empty'; // no text, or only thinking

export interface ModelFailure {
  readonly status: 'failed';
  readonly kind: FailureKind;
  readonly message: string;
  readonly tokens: Tokens;
  readonly milliseconds: number;
  /** Tokens by the server's count, where the prompt was too long. */
  readonly counted?: { readonly prompt: number; readonly context: number };
  /** Milliseconds after which the server wants to be asked again, if it says. */
  readonly retryAfter?: number;
}

/** The action after a failure. */
export const policy: Readonly<
  Record<
    FailureKind,
    'retry' | 'retry-or-pause' | 'back-off' | 'pause' | 'give-up' | 'give-up-at-once' | 'shorten' | 'resample'
  >
> = {
  transient: 'retry', // at once, a few times; then the server is probed until it answers
  crashed: 'retry-or-pause', // at once, a few times; then this model is paused, and others on its server are not
  busy: 'back-off', // wait longer each time
  resource: 'pause', // no calls of this model for a while
  configuration: 'give-up', // only the user can fix it
  quota: 'give-up-at-once', // the same, beyond doubt
  'too-long': 'shorten', // ask again with less; a model for which even the least is too long is given up
  incomplete: 'resample', // the attempt ends without a child; the next one has another seed
  empty: 'resample',
};

/** A server's facts about one of its models; absent ones are unknown. */
export interface ModelFacts {
  readonly name: string;
  /** Tokens of the context that it was trained for. */
  readonly contextTokens?: number;
  /** Whether it has a switch for thinking. */
  readonly thinks?: boolean;
  /** Digest of the model's files. */
  readonly digest?: string;
}

/** A way of asking models. One file for each. */
export interface ModelProvider {
  /** Whether a call is cheap enough for probing a server that is down. */
  readonly probed: boolean;
  /**
   * Asks once. Everything that a server can do wrong is a failure with a kind.
   *
   * @throws the signal's reason, when it is aborted; the server then stops generating.
   */
  ask(request: ModelRequest, signal: AbortSignal): Promise<ModelAnswer | ModelFailure>;
  /** Facts about the named model, or why it cannot be used. */
  inspect(model: string, signal: AbortSignal): Promise<ModelFacts | ModelFailure>;
  /** Names of all models on the server; empty where it lists none. */
  list(signal: AbortSignal): Promise<readonly string[] | ModelFailure>;
  /** Names of the models in memory now; absent where servers do not report them. */
  loaded?(signal: AbortSignal): Promise<readonly string[] | ModelFailure>;
}

export function failure(
  kind: FailureKind,
  message: string,
  more: Partial<Pick<ModelFailure, 'tokens' | 'milliseconds' | 'counted' | 'retryAfter'>> = {},
): ModelFailure {
  const tokens: Tokens = { prompt: 0, answer: 0 };
  return { status: 'failed', kind, message: message.slice(0, 500), tokens, milliseconds: 0, ...more };
}
