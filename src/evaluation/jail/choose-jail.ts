import { UsageError } from '../../api/errors.ts';
import { findJail } from './find-jail.ts';
import type { Jail } from './jail.ts';

/**
 * `auto`: the strongest sandbox that the machine has; `process`: Node's own layers alone; `system`: never without a
 * jail.
 */
export const sandboxLevels = ['auto', 'process', 'system'] as const;

export type SandboxLevel = (typeof sandboxLevels)[number];

/**
 * The jail for a level; undefined where the level needs none. @throws {UsageError} when the machine lacks the level.
 */
export function chooseJail(level: SandboxLevel): Jail | undefined {
  if (level === 'process') return undefined;
  const found = findJail();
  if ('jail' in found) return found.jail;
  if (level === 'auto') return undefined;
  throw new UsageError(`This machine has no sandbox of the level system. ${found.missing}`);
}

/** Names of the sandbox's layers, the innermost first. */
export function layersOf(jail: Jail | undefined): readonly string[] {
  return ['realm', 'thread', 'process', ...(jail ? [jail.name] : [])];
}

/** Names of the layers that a level has on this machine. @throws {UsageError} when the machine lacks the level. */
export function layersAt(level: SandboxLevel): readonly string[] {
  return layersOf(chooseJail(level));
}
