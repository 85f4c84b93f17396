import type { Tokens } from '../api/attempt.ts';

/** One message of a conversation. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** How a model samples. All of it is sent with every call, since the defaults of servers change between versions. */
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

/** What a model is asked. */
export interface ModelRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly sampling: Sampling;
  /** Tokens of prompt and answer together. Fixed for each model: with another value Ollama loads the model again. */
  readonly contextTokens: number;
  /** Tokens of the answer at most, thinking included. */
  readonly answerTokens: number;
  /** Whether to think before answering; undefined for a model that has no such switch. */
  readonly think?: boolean | 'low' | 'medium' | undefined;
  readonly deadlines: Deadlines;
  /** The context to ask the user for where this prompt is too long, since nothing more can be left out of it. */
  readonly requiredContext?: number | undefined;
}

/** A whole answer. */
export interface ModelAnswer {
  readonly status: 'answered';
  readonly text: string;
  readonly thinking: string;
  /** `length`: it was cut off at `answerTokens` or at the end of the context. */
  readonly stop: 'stop' | 'length';
  readonly tokens: Tokens;
  /** Milliseconds of the whole call, and of loading the model where the server says so. */
  readonly milliseconds: number;
  readonly loading: number;
}

/** Why a call gave no answer. */
export type FailureKind =
  | 'configuration' // it can never work: no such model, an option the server refuses
  | 'too-long' // the prompt does not fit into the context
  | 'busy' // the server asks to come back later
  | 'transient' // the connection or the server broke off, or gave no sign of life in time
  | 'crashed' // the server lives, and says that this model broke off
  | 'resource' // the model cannot be loaded: out of memory, or too slow
  | 'incomplete' // the answer ended without its end, was not finished in time, or repeats itself
  | 'empty'; // nothing, or nothing but thinking

export interface ModelFailure {
  readonly status: 'failed';
  readonly kind: FailureKind;
  readonly message: string;
  readonly tokens: Tokens;
  readonly milliseconds: number;
  /** What the server counted, where the prompt was too long. */
  readonly counted?: { readonly prompt: number; readonly context: number };
}

/** What is to be done about a failure. */
export const policy: Readonly<
  Record<FailureKind, 'retry' | 'retry-or-pause' | 'back-off' | 'pause' | 'give-up' | 'shorten' | 'resample'>
> = {
  transient: 'retry', // at once, a few times; then the server is probed until it answers
  crashed: 'retry-or-pause', // at once, a few times; then this model is left alone, and others on its server are not
  busy: 'back-off', // wait longer each time
  resource: 'pause', // leave this model on this server alone for a while
  configuration: 'give-up', // only the user can mend it
  'too-long': 'shorten', // ask again with less; where there is no less, the model is given up in the end
  incomplete: 'resample', // the attempt ends without a child; the next one has another seed
  empty: 'resample',
};

/** What a server says about one of its models. */
export interface ModelFacts {
  readonly name: string;
  /** Tokens it was trained for, where the server says so. */
  readonly contextTokens?: number;
  /** Whether it has a switch for thinking, where the server says so. */
  readonly thinks?: boolean;
  /** Digest of the model's files, where the server says so. */
  readonly digest?: string;
}

/** A way of asking models. One file for each. */
export interface ModelProvider {
  /** Whether asking costs so little that a server may be probed with it. */
  readonly probed: boolean;
  /**
   * Asks once. Everything a server can do wrong is a failure with a kind.
   *
   * @throws the signal's reason, when it is aborted; the server then stops generating.
   */
  ask(request: ModelRequest, signal: AbortSignal): Promise<ModelAnswer | ModelFailure>;
  /** The named model, or what keeps it from being used. */
  inspect(model: string, signal: AbortSignal): Promise<ModelFacts | ModelFailure>;
  /** Names of all models there are; empty where that cannot be told. */
  list(signal: AbortSignal): Promise<readonly string[] | ModelFailure>;
  /** Names of the models that are in memory now, for servers that can say so. */
  loaded?(signal: AbortSignal): Promise<readonly string[] | ModelFailure>;
}

export function failure(
  kind: FailureKind,
  message: string,
  more: Partial<Pick<ModelFailure, 'tokens' | 'milliseconds' | 'counted'>> = {},
): ModelFailure {
  return {
    status: 'failed',
    kind,
    message: message.slice(0, 500),
    tokens: { prompt: 0, answer: 0 },
    milliseconds: 0,
    ...more,
  };
}
