import type { Exchange } from './attempt.ts';
import type { Direction } from './direction.ts';
import type { Happening, PlaybookChange, PlaybookItem } from './playbook.ts';

/** The material of a reflection. */
export interface ReflectionRequest {
  readonly statement: string;
  readonly direction: Direction;
  readonly items: readonly PlaybookItem[];
  /** What happened since the last reflection, the oldest first. */
  readonly happenings: readonly Happening[];
  /** Seed of its sampling. */
  readonly seed: number;
  /** Disposed when the attempt has been told. Absent where the order of attempts is fixed. */
  readonly held?: DisposableStack | undefined;
}

/** What a model learnt from the material. */
export interface Reflection {
  readonly changes: readonly PlaybookChange[];
  readonly exchanges: readonly Exchange[];
}
