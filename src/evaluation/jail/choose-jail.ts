import { UsageError } from '../../api/errors.ts';
import { findJail } from './find-jail.ts';
import type { Jail } from './jail.ts';

/** `auto`: the strongest sandbox there is; `process`: Node's own layers alone; `system`: never without a jail. */
export const sandboxLevels = ['auto', 'process', 'system'] as const;

export type SandboxLevel = (typeof sandboxLevels)[number];

/** The jail for a level; undefined where it does without. @throws {UsageError} when the level cannot be had. */
export async function chooseJail(level: SandboxLevel): Promise<Jail | undefined> {
  if (level === 'process') return undefined;
  const found = await findJail();
  if ('jail' in found) return found.jail;
  if (level === 'auto') return undefined;
  throw new UsageError(`There is no sandbox of the level system on this machine. ${found.missing}`);
}

/** Names of the sandbox's layers, the innermost first. */
export function layersOf(jail: Jail | undefined): readonly string[] {
  return ['realm', 'thread', 'process', ...(jail ? [jail.name] : [])];
}

/** Names of the layers that a level has on this machine. @throws {UsageError} when the level cannot be had. */
export async function layersAt(level: SandboxLevel): Promise<readonly string[]> {
  return layersOf(await chooseJail(level));
}
