import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeEtc } from '../evaluation/jail/etc.ts';
import type { Entrance, RoomJail } from '../evaluation/jail/jail.ts';
import { makeTemporaryFolder, removeFolder } from '../evaluation/temporary-folder.ts';
import { workerFile } from '../evaluation/worker-file.ts';
import { shellWord } from '../shell-word.ts';
import { type Address, spelt } from './address.ts';
import type { Secret } from './log.ts';
import type { Surroundings } from './surroundings.ts';

/** The agent's folder, as it sees it where a jail confines it. */
const inside = '/agent';

/** MiB of its temporary files. */
const scratchMegabytes = 1024;

/** A place for one attempt of an agent. */
export interface Place extends AsyncDisposable {
  /** The agent's folder as the engine sees it, and the socket in it. */
  readonly folder: string;
  readonly socket: string;
  readonly entrance: Entrance;
  readonly isConfined: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** Variables that a person named, with their values. */
  readonly secrets: readonly Secret[];
  /** The command line that starts the agent's command. */
  words(command: string): readonly string[];
}

/** The file of ours that runs beside an agent. */
const helper = fileURLToPath(workerFile('agent'));

/** An agent is the same user as the engine. */
const engine = { user: process.getuid?.() ?? 0, group: process.getgid?.() ?? 0 };

/** Makes an empty place for an agent, which is removed when it is disposed of. */
export async function makePlace(jail: RoomJail, surroundings: Surroundings): Promise<Place> {
  const base = await makeTemporaryFolder('agent');
  const isConfined = jail.name === 'bubblewrap';
  const [folder, home, etc] = [join(base, 'copy', 'repository'), join(base, 'copy', 'home'), join(base, 'etc')];
  for (const path of [join(folder, 'bin'), etc]) await mkdir(path, { recursive: true });
  if (surroundings.home === undefined) await mkdir(home);
  else await cp(surroundings.home, home, { recursive: true, verbatimSymlinks: true });
  await writeEtc(etc, { ...engine, hosts: hostsOf(surroundings.network) });
  await writeFile(join(folder, 'bin', 'germline'), command, { mode: 0o755 });
  const shown = [process.execPath, helper, ...surroundings.shown];
  const entrance = await jail.enterRoom({
    ...{ base, copy: join(base, 'copy'), root: inside, start: inside, etc, shown },
    ...{ user: undefined, scratchMegabytes, gpu: [], serves: true },
  });
  const seen = isConfined ? inside : folder;
  return {
    ...{ folder, entrance, isConfined, socket: join(folder, 'bin', 'socket') },
    environment: environmentOf(surroundings, seen, isConfined ? entrance.scratch : home, isConfined),
    secrets: secretsOf(surroundings),
    words: (command) => [...entrance.words, ...hosted(command, surroundings.network, isConfined)],
    async [Symbol.asyncDispose]() {
      await entrance.leave();
      await removeFolder(base);
    },
  };
}

const command = `#!/bin/sh\nexec ${shellWord(process.execPath)} ${shellWord(helper)} "$@"\n`;

/** Where a jail confines its network, the helper listens for the agent's connections; elsewhere it reaches everything. */
function hosted(command: string, network: readonly Address[], isConfined: boolean): readonly string[] {
  const reachable = isConfined
    ? network.map((address, index) => ({ to: spelt(address), ...localOf(address, index) }))
    : [];
  return [process.execPath, helper, 'host', JSON.stringify(reachable), command];
}

/** Where the jail's own network has an address: its own host stays, another one gets a number of its own. */
function localOf({ host, port }: Address, index: number): { readonly local: string; readonly port: number } {
  return { local: isOwn(host) ? '127.0.0.1' : `127.0.1.${1 + index}`, port };
}

const isOwn = (host: string) => host === 'localhost' || host.startsWith('127.');

/** Lines of the hosts that it knows: names that may be reached stand for addresses in the jail's own network. */
function hostsOf(network: readonly Address[]): readonly string[] {
  const named = network.map((address, index) => ({ ...address, ...localOf(address, index) }));
  const others = named.filter(({ host }) => !isOwn(host)).map(({ host, local }) => `${local} ${host}`);
  return ['127.0.0.1 localhost', ...others];
}

function secretsOf({ variables }: Pick<Surroundings, 'variables'>): readonly Secret[] {
  return variables.map((name) => [name, process.env[name] ?? ''] as const);
}

/** Its environment: what programs need, the proxy of its jail, and what a person named. */
function environmentOf(
  { shown, network, variables }: Surroundings,
  folder: string,
  home: string,
  isConfined: boolean,
): Readonly<Record<string, string>> {
  const own = shown
    .flatMap((path) => [path, join(path, 'bin'), dirname(path)])
    .filter((path) => isAbsolute(path) && existsSync(path));
  const system = isConfined ? '/usr/local/bin:/usr/bin:/bin' : (process.env.PATH ?? '');
  return {
    ...{
      PATH: [join(folder, 'bin'), ...own, system].join(':'),
      HOME: home,
      LANG: 'C.UTF-8',
      TERM: 'dumb',
      TMPDIR: '/tmp',
    },
    ...{ GERMLINE_FOLDER: folder, GERMLINE_SOCKET: join(folder, 'bin', 'socket') },
    ...(isConfined && network.length > 0 ? proxied : {}),
    ...Object.fromEntries(secretsOf({ variables })),
  };
}

/** For programs that ask the environment for a proxy: Node does only where it is told to. */
const proxy = 'http://127.0.0.1:3128';
const proxied = {
  ...{ HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy },
  ...{ NO_PROXY: 'localhost,127.0.0.1', no_proxy: 'localhost,127.0.0.1', NODE_USE_ENV_PROXY: '1' },
};
