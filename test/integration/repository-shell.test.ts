import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseJail } from '../../src/evaluation/jail/choose-jail.ts';
import { OverseenJail } from '../../src/evaluation/native/overseen-jail.ts';
import type { CleanCopy, Space } from '../../src/evaluation/repository/clean-copy.ts';
import { copyOf } from '../../src/evaluation/repository/copies.ts';
import { planRepository, type RepositoryPlan } from '../../src/evaluation/repository/plan.ts';
import { Shell } from '../../src/evaluation/repository/shell.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { makeRepository, whyNoRepositories } from '../fixtures/repository.ts';

const missing = whyNoRepositories();
if (missing) console.warn(`NOT TESTED: commands one after another. ${missing}`);

/** A device that no jail shows, in place of a GPU's. */
const device = ['/dev/loop-control', '/dev/fuse', '/dev/hwrng', '/dev/net/tun'].find((path) => existsSync(path));

/** When the jail's first process began. */
const jail = "cut -d ' ' -f 22 /proc/1/stat";
const server = `const net = require('node:net');
const server = net.createServer((socket) => socket.end()).listen(0, () => net.connect(server.address().port).on('data', () => {}).on('close', () => server.close()));`;

describe.skipIf(missing)('commands one after another in a space', () => {
  let copy: CleanCopy;
  let plan: RepositoryPlan;
  let space: Space;

  beforeAll(async () => {
    const problem = await loadProblem(makeRepository());
    copy = await copyOf(problem, chooseJail('system'));
    [plan] = planRepository(problem) as [RepositoryPlan];
    space = await copy.over(copy.clean);
  });
  afterAll(async () => await copy.remove(space));

  /** Runs scripts one after another; returns what each wrote. */
  async function outputs(...scripts: readonly string[]): Promise<readonly string[]> {
    await using shell = new Shell(copy, space, plan);
    const all: string[] = [];
    for (const script of scripts) {
      const { output, complaint } = await shell.run({ words: ['/bin/sh', '-c', script] });
      all.push(Buffer.from(output).toString().trim() + complaint.trim());
    }
    return all;
  }

  test('one jail serves those that leave nothing in it, each with its own output', async () => {
    const [first, second, third] = await outputs(jail, 'echo out; echo error >&2; exit 3', jail);
    expect([second, third]).toEqual(['outerror', first]);
  });

  test.each([
    ['a file in /tmp', 'echo x > /tmp/left', 'ls /tmp/left /dev/shm'],
    ['a folder in memory', 'mkdir /dev/shm/left', 'ls /tmp/left /dev/shm'],
    ['a connection', `node -e "${server}"`, 'grep "^TCP:" /proc/net/sockstat | cut -d " " -f 2-7'],
  ])('another one starts after %s was left, which nothing sees', async (_, leave, look) => {
    const [before, , seen, after] = await outputs(jail, leave, look, jail);
    expect(seen).not.toMatch(/^left|tw [1-9]|inuse [1-9]/m);
    expect(after).not.toBe(before);
  });

  test('processes that a command leaves end with it, and their time counts', async () => {
    const [before, , processes, after] = await outputs(
      jail,
      'sleep 100 & setsid sleep 100 & echo started',
      'grep -l "slee[p]" /proc/[0-9]*/cmdline || echo none',
      jail,
    );
    expect([processes, after]).toEqual(['none', before]);
  });

  test('a time zone, a date, a language and a seed of hashes are the same everywhere; a home and folders for files are there', async () => {
    const [seen, written] = await outputs(
      'echo $TZ $LC_ALL $PYTHONHASHSEED $SOURCE_DATE_EPOCH',
      'touch "$HOME/file" "$TMPDIR/file" && echo "$HOME $TMPDIR"',
    );
    expect(seen).toBe(`UTC C.UTF-8 0 ${copy.repository.date}`);
    expect(copy.repository.date).toBeGreaterThan(1.7e9);
    expect(written).toBe('/germline /tmp');
  });

  test.skipIf(!device)(
    'a GPU’s devices are there, beside what the kernel says of them, and nothing else is writable',
    async () => {
      const room = { scratchMegabytes: 10, gpu: [device!] };
      const entrance = await copy.enter(space, room);
      const jail = new OverseenJail(entrance, {
        cell: { folder: copy.pathIn(space), writable: true, scratchMegabytes: 10 },
        ...{ environment: copy.tools.environment, filter: 'repository', outputBytes: 10_000, wallMilliseconds: 30_000 },
        limits: { cpuSeconds: 10, dataBytes: 2 ** 28, reserves: true, fileBytes: 2 ** 20, processes: 20 },
      });
      const look = `test -c ${device} && test -d /sys/devices && echo shown; ls -d /proc/[0-9]* | wc -l; ls /dev/loop0 /dev/kmsg`;
      const writes = 'touch /sys/x; touch /dev/x; echo x > /proc/self/comm';
      const { output, complaint } = await jail.run({ words: ['/bin/sh', '-c', `${look}; ${writes}`] });
      await jail.end();
      const [shown, processes] = Buffer.from(output).toString().split(/\s+/);
      expect([shown, Number(processes) < 8]).toEqual(['shown', true]);
      expect(complaint.match(/No such file/g)).toHaveLength(2);
      expect(complaint.match(/Read-only file system|Permission denied/g)).toHaveLength(3);
    },
  );

  test('a file is removed before a command, and what took its place as a folder is said', async () => {
    await using shell = new Shell(copy, space, plan);
    const run = async (script: string) => await shell.run({ words: ['/bin/sh', '-c', script], remove: 'number' });
    await run('echo 1 > number');
    expect((await run('ls number; mkdir number')).complaint).toContain('No such file');
    expect((await run('echo 1')).complaint).toBe('germline: remove number: Is a directory\n');
  });

  test('one that was stopped is followed by another', async () => {
    await using shell = new Shell(copy, space, plan);
    const endless = await shell.run({ words: ['/usr/bin/yes'] });
    expect([endless.stop, endless.report]).toEqual(['output', undefined]);
    const next = await shell.run({ words: ['/bin/echo', 'next'] });
    expect(Buffer.from(next.output).toString()).toBe('next\n');
  });

  test('a cancelled one rejects with the reason', async () => {
    await using shell = new Shell(copy, space, plan);
    const cancel = new AbortController();
    const run = shell.run({ words: ['/bin/sleep', '100'] }, cancel.signal);
    cancel.abort(new Error('enough'));
    await expect(run).rejects.toThrow('enough');
  });
});
