import { existsSync } from 'node:fs';
import { spelt } from '../agents/address.ts';
import { History } from '../agents/history.ts';
import type { AgentSetup } from '../agents/proposer.ts';
import { surroundingsOf } from '../agents/surroundings.ts';
import { UsageError } from '../api/errors.ts';
import type { SearchConfig } from '../config.ts';
import { chooseJail, type SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { findJail } from '../evaluation/jail/find-jail.ts';
import { holdsRooms, type RoomJail } from '../evaluation/jail/jail.ts';
import type { ModelSettings } from '../models/settings.ts';
import type { SessionOptions } from './options.ts';

/** What the agents of a search need: undefined where there are none. The history is closed by `opened`. */
export function agentsFor(
  { models }: SearchConfig,
  { path, sandbox, reporter, search }: SessionOptions,
  opened: AsyncDisposableStack,
): AgentSetup['live'] {
  const agents = models.filter(({ provider }) => provider === 'agent');
  if (!search || agents.length === 0) return undefined;
  const jail = jailFor(sandbox);
  for (const agent of agents) check(agent);
  for (const agent of agents) reporter.notice?.(describe(agent, jail));
  return { jail, history: opened.use(new History(path)) };
}

function jailFor(level: SandboxLevel): RoomJail {
  const jail = chooseJail(level);
  if (holdsRooms(jail)) return jail;
  const found = findJail();
  const why = 'missing' in found ? found.missing : 'This sandbox cannot hold one.';
  throw new UsageError(
    `An agent needs a jail of the system. ${why} Where germline itself runs in a container, pass --sandbox container; ` +
      'to let the agent see and change all of your files, pass --sandbox none.',
  );
}

/** @throws {UsageError} where something is missing that a person let the agent have. */
function check(settings: ModelSettings): void {
  const { shown, home, variables } = surroundingsOf(settings);
  const missing = [...shown, ...(home === undefined ? [] : [home])].find((path) => !existsSync(path));
  if (missing !== undefined) throw new UsageError(`${settings.label}: there is no ${missing}, which it should see.`);
  const unset = variables.find((name) => process.env[name] === undefined);
  if (unset !== undefined)
    throw new UsageError(`${settings.label}: the environment variable ${unset}, which env= names, is not set.`);
}

/** What an agent can reach, in one line: a person should know. */
function describe(settings: ModelSettings, { name }: RoomJail): string {
  const { label } = settings;
  if (name !== 'bubblewrap')
    return `Nothing of germline confines the agent ${label} (sandbox: ${name}): it reaches the network and the files that you reach.`;
  const reached = surroundingsOf(settings).network.map(spelt).join(', ');
  return `The agent ${label} runs in a jail with ${reached ? `a network of ${reached} alone` : 'no network'}.`;
}
