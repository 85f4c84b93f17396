import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { UsageError } from '../api/errors.ts';
import type { ModelSettings } from '../models/settings.ts';
import { type Address, readAddress } from './address.ts';

/** What a person lets an agent see and reach. */
export interface Surroundings {
  /** Files and folders, at their own paths. */
  readonly shown: readonly string[];
  /** A folder whose copy is the agent's home. */
  readonly home: string | undefined;
  readonly network: readonly Address[];
  /** Names of variables of the environment. */
  readonly variables: readonly string[];
}

/** Reads what `--model provider=agent,…` says. @throws {UsageError} */
export function surroundingsOf({ show = [], home, network = [], env = [] }: ModelSettings): Surroundings {
  return {
    shown: show.map((path) => pathIn('show', path)),
    home: home === undefined ? undefined : pathIn('home', home),
    network: network.map(readAddress),
    variables: env,
  };
}

/** The shell leaves a `~` alone that does not begin a word. */
function pathIn(field: string, given: string): string {
  const path = /^~(?=\/|$)/.test(given) ? join(homedir(), given.slice(1)) : given;
  if (isAbsolute(path)) return path;
  throw new UsageError(`${field}=${given}: expected a whole path, such as ~/agent or /opt/agent.`);
}
