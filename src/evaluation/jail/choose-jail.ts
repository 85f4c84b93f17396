import { UsageError } from '../../api/errors.ts';
import { findJail } from './find-jail.ts';
import type { Jail } from './jail.ts';
import { inContainer, openJail } from './open-jail.ts';

/**
 * `auto`: the strongest sandbox that the machine has; `process`: Node's own layers alone; `system`: never without a jail;
 * `container`: the container around germline is the jail; `none`: nothing confines programs of the system.
 */
export const sandboxLevels = ['auto', 'process', 'system', 'container', 'none'] as const;

export type SandboxLevel = (typeof sandboxLevels)[number];

/**
 * The jail for a level; undefined where the level needs none. @throws {UsageError} when the machine lacks the level.
 */
export function chooseJail(level: SandboxLevel): Jail | undefined {
  if (level === 'process') return undefined;
  if (level === 'none') return openJail('none');
  if (level === 'container') return containerJail();
  const found = findJail();
  if ('jail' in found) return found.jail;
  if (level === 'auto') return undefined;
  throw new UsageError(`This machine has no sandbox of the level system. ${found.missing}`);
}

function containerJail(): Jail {
  if (inContainer()) return openJail('container');
  throw new UsageError(
    'This does not look like a container, so that --sandbox container would confine nothing. ' +
      'Pass --sandbox none if you trust the programs, or set the environment variable "container" if it is one.',
  );
}

/** The name among the layers where candidates use the machine's GPU, which nothing divides between programs. */
const gpuShared = 'gpu shared';

/** Whether candidates are programs of the system, and use a GPU. */
interface Needs {
  readonly commands?: boolean;
  readonly gpu?: boolean;
}

/** Names of the sandbox's layers, the innermost first: for programs of the system or for JavaScript. */
export function layersOf(jail: Jail | undefined, { commands, gpu }: Needs = {}): readonly string[] {
  const inner = commands ? ['limits'] : ['realm', 'thread', 'process'];
  return [...inner, ...(jail ? [jail.name] : []), ...(gpu ? [gpuShared] : [])];
}

/** Names of the layers that a level has on this machine. @throws {UsageError} when the machine lacks the level. */
export function layersAt(level: SandboxLevel, needs: Needs): readonly string[] {
  return layersOf(chooseJail(level), needs);
}

/** Names of layers that confine nothing by themselves. */
const weak = ['container', 'none', gpuShared];

/** The layers of a run that a level lacks on this machine, unless the level says so itself. */
export function lostLayers(layers: readonly string[], level: SandboxLevel): readonly string[] {
  if (level !== 'auto' && level !== 'system') return [];
  const jail = chooseJail(level)?.name;
  const inner = ['limits', 'realm', 'thread', 'process'];
  return layers.filter((layer) => !inner.includes(layer) && !weak.includes(layer) && layer !== jail);
}
