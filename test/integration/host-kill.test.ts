import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { endHost, startConfined } from '../../src/evaluation/host-process.ts';
import { findJail } from '../../src/evaluation/jail/find-jail.ts';
import { workerFile } from '../../src/evaluation/worker-file.ts';
import { scratch } from '../scratch.ts';

const found = findJail();

/** Processes whose command line names a path. */
function naming(path: string): readonly string[] {
  const commandOf = (id: string) => {
    try {
      return readFileSync(join('/proc', id, 'cmdline'), 'utf8').replaceAll('\0', ' ');
    } catch {
      return ''; // it has ended
    }
  };
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.map(commandOf).filter((command) => command.includes(path));
}

test.skipIf(!('jail' in found) || process.platform !== 'linux')(
  'a host that is killed while its jail is built leaves no process behind',
  async () => {
    const { jail } = found as Extract<typeof found, { jail: unknown }>;
    const mark = scratch();
    for (let milliseconds = 0; milliseconds < 24; milliseconds += 0.25) {
      const script = workerFile('host').pathname;
      const host = startConfined({ script, flags: [], readable: [mark], jail, megabytes: 256 });
      const began = performance.now();
      while (performance.now() - began < milliseconds); // a timer is too coarse
      await endHost(host);
    }
    await expect.poll(() => naming(mark)).toEqual([]);
    await pause(100);
    expect(naming(mark)).toEqual([]);
  },
);
