import type { Exchange, MemoryDelta } from './attempt.ts';
import type { Direction } from './direction.ts';
import type { Happening, PlaybookItem } from './playbook.ts';
import type { PartGroup, WordingFacts } from './wording.ts';

interface RequestBase {
  readonly statement: string;
  /** Seed of its sampling. */
  readonly seed: number;
  /** Disposed when the attempt has been told. Absent where the order of attempts is fixed. */
  readonly held?: DisposableStack | undefined;
}

/** The material of a reflection: what is to be learnt from what happened? */
export interface LessonsRequest extends RequestBase {
  readonly about: 'lessons';
  readonly direction: Direction;
  readonly items: readonly PlaybookItem[];
  /** What happened since the last reflection, the oldest first. */
  readonly happenings: readonly Happening[];
}

/** The wordings of one kind of request, for a model that writes another one. */
export interface RewordingRequest extends RequestBase {
  readonly about: 'wordings';
  readonly wordings: readonly WordingFacts[];
  /** The order of the parts of its prompts. */
  readonly order: readonly PartGroup[];
}

export type ReflectionRequest = LessonsRequest | RewordingRequest;

/** What a model learnt from the material. */
export interface Reflection {
  readonly delta: MemoryDelta;
  readonly exchanges: readonly Exchange[];
}
