import { existsSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EnvironmentError, UsageError } from '../../src/api/errors.ts';
import type { CommandOutput, CommandStage, TimedEvidence } from '../../src/api/evaluator.ts';
import { findJail } from '../../src/evaluation/jail/find-jail.ts';
import { openJail } from '../../src/evaluation/jail/open-jail.ts';
import type { RunEvidence } from '../../src/evaluation/native/session.ts';
import { prepare } from '../../src/evaluation/native/start-program.ts';
import { readProgram } from '../../src/language/program.ts';
import { driven, nativeProblem, whyNoPrograms, withRunner } from '../fixtures/native.ts';
import { scratch } from '../scratch.ts';

const missing = whyNoPrograms('cc', 'python3');
if (missing) console.warn(`NOT TESTED: programs of the system. ${missing}`);

const square = '#include <stdio.h>\nint main() { int x; while (scanf("%d", &x) == 1) printf("%d ", x * x); return 0; }';
const inC: Partial<CommandStage> = {
  command: { build: 'cc -O1 -o program a.c', run: './program' },
  limits: { buildMilliseconds: 10_000, milliseconds: 2000 },
};
/** Runs one C program, where the initial one is fine. */
const runC = (text: string, stage: Partial<CommandStage> = {}) =>
  withRunner(nativeProblem({ 'a.c': square }, { ...inC, ...stage }), (runner) => driven(runner, { 'a.c': text }));
/** Runs one Python program. */
const runPython = (text: string, stage: Partial<CommandStage> = {}) =>
  withRunner(nativeProblem({ 'a.py': '' }, { command: { run: 'python3 a.py' }, ...stage }), (runner) =>
    driven(runner, { 'a.py': text }),
  );

describe.skipIf(missing)('programs of the system', () => {
  test('one is built once, and run for each input', async () => {
    const stage = { ...inC, inputs: [2, 3, 4], feed: (x: unknown) => ({ stdin: `${x} ${Number(x) + 1}` }) };
    const problem = nativeProblem({ 'a.c': square }, stage);
    await withRunner(problem, async (runner) => {
      expect(await driven(runner, { 'a.c': square })).toEqual(['4 9 ', '9 16 ', '16 25 ']);
      expect(await driven(runner, { 'a.c': square.replace('x * x', 'x + x') })).toEqual(['4 6 ', '6 8 ', '8 10 ']);
    });
  });

  test('the same program twice at once is the same program', async () => {
    await withRunner(
      nativeProblem({ 'a.py': '' }, { command: { run: 'python3 a.py' } }),
      async (runner) => {
        for (let round = 0; round < 5; round++) {
          const text = `import time; time.sleep(0.1 * ${round % 2}); print(${round})`;
          const all = Array.from({ length: 4 }, () => driven(runner, { 'a.py': text }));
          expect(await Promise.all(all)).toEqual(Array(4).fill([`${round}\n`]));
        }
      },
      { threads: 4 },
    );
  });

  test('an input comes as JSON where nothing else is said, else as text, files and words', async () => {
    const echo = 'import sys; print(sys.stdin.read().strip(), sys.argv[1:])';
    expect(await runPython(echo, { inputs: [{ a: [1] }] })).toEqual(['{"a":[1]} []\n']);
    const reads = 'import sys; print(open("input/deep/x.txt").read(), sys.argv[1:])';
    const feed = () => ({ files: { 'deep/x.txt': 'from a file' }, args: ['--n', '7'] });
    expect(await runPython(reads, { feed })).toEqual(["from a file ['--n', '7']\n"]);
    const bytes = await runPython('import sys; print(sum(sys.stdin.buffer.read()))', {
      feed: () => ({ stdin: Uint8Array.from([255, 0, 255]) }),
    });
    expect(bytes).toEqual(['510\n']);
  });

  test('fixed files lie beside it, and win over its own of that name', async () => {
    const problem = nativeProblem(
      { 'a.c': 'int twice(int x) { return 2 * x; }' },
      { command: { files: ['main.c'], build: 'cc -o program a.c main.c', run: './program' } },
      { 'main.c': '#include <stdio.h>\nint twice(int);\nint main() { printf("%d", twice(21)); return 0; }' },
    );
    await withRunner(problem, async (runner) => {
      const own = { 'a.c': 'int twice(int x) { return x; }', 'main.c': 'int main() { return 0; }' };
      expect(await driven(runner, own)).toEqual(['21']);
    });
  });

  test('the kernel counts its processes and threads, also where the engine is the superuser', async () => {
    const flood = `#include <stdio.h>
      #include <unistd.h>
      int main() {
        int made = 0;
        while (made < 100) { int pid = fork(); if (pid < 0) break; if (!pid) { sleep(1); return 0; } made++; }
        printf("%d", made);
        return 0;
      }`;
    expect(await runC(flood, { limits: { buildMilliseconds: 10_000, milliseconds: 2000, processes: 8 } })).toEqual([
      '7',
    ]);
  });

  test.each<[string, string, RegExp]>([
    ['no program', 'int main( {', /^build-failed: it does not build\na\.c:1:\d+: error/],
    ["somebody's file in the text", '#include "/etc/passwd"\nint main() {}', /^build-failed.*\n.*passwd: No such file/],
    ['an enormous program', 'int a[1 << 30] = {1}; int main() { return 0; }', /^build-failed/],
    ['an endless include', '#include "a.c"\nint main() {}', /^build-failed/],
    ['a failure', 'int main() { return 3; }', /^threw: exit code 3$/],
    ['a complaint', '#include <stdio.h>\nint main() { fputs("no!", stderr); return 1; }', /^threw: exit code 1\nno!$/],
    ['a crash', 'int main() { return *(volatile int *)0; }', /^crashed: signal 11/],
    [
      'a flood',
      '#include <stdio.h>\nint main() { for (;;) puts("x"); }',
      /^too-large: it wrote more than 4000000 bytes/,
    ],
    [
      'a flood of complaints',
      '#include <stdio.h>\nint main() { for (;;) fputs("long long complaints about everything", stderr); }',
      /^too-large/,
    ],
    ['an endless loop', 'int main() { for (;;); }', /^timed-out: it used more than 2000 ms of CPU time/],
    [
      'a hoard',
      '#include <stdlib.h>\n#include <string.h>\nint main() { for (;;) { char *p = malloc(1 << 22); if (!p) return 9; memset(p, 1, 1 << 22); } }',
      /^out-of-memory: it failed when it used \d+ MiB of 512/,
    ],
  ])('%s fails', async (_, text, message) => {
    expect(await runC(text)).toMatch(message);
  });

  test('CPU time counts for all runs together, and only that of the candidate', async () => {
    const busy = (milliseconds: number) =>
      `#include <time.h>\nint main() { while (clock() < ${milliseconds} * (CLOCKS_PER_SEC / 1000)); return 0; }`;
    const inputs = [1, 2, 3, 4];
    expect(await runC(busy(300), { inputs })).toHaveLength(4);
    expect(await runC(busy(700), { inputs })).toMatch(/^timed-out/);
  });

  test('the language’s own check refuses where nothing is built', async () => {
    expect(await runPython('def f(:\n  pass')).toMatch(/^build-failed: the check refuses it\n.*a\.py.*SyntaxError/s);
    expect(await runPython('print(1)')).toEqual(['1\n']);
  });

  test('one that waits is tried again alone, and then has stalled', async () => {
    const sleeps = '#include <unistd.h>\nint main() { sleep(60); return 0; }';
    expect(await runC(sleeps, { limits: { milliseconds: 1 } })).toMatch(/^stalled/);
  }, 40_000);

  test('a race runs both in turn and counts their CPU time, which sleep is not', async () => {
    const problem = nativeProblem(
      { 'a.c': '#include <time.h>\nint main() { while (clock() < CLOCKS_PER_SEC / 50); return 0; }' },
      { ...inC, timing: { rounds: 3 } },
    );
    const idle = {
      'a.c': '#include <stdio.h>\n#include <unistd.h>\nint main() { usleep(30000); puts("x"); return 0; }',
    };
    const answer = await withRunner(problem, (runner) => runner.drive(0, readProgram(idle)));
    const [raced] = (answer as RunEvidence).outputs as readonly TimedEvidence<CommandOutput>[];
    expect(raced!.evidence.map(({ output }) => Buffer.from(output).toString())).toEqual(['x\n', 'x\n', 'x\n']);
    expect(raced!.candidate).toHaveLength(3);
    for (const [round, milliseconds] of raced!.candidate.entries())
      expect(milliseconds).toBeLessThan(raced!.reference[round]!);
  });

  test('a reference of its own is built and raced against', async () => {
    const problem = nativeProblem(
      { 'a.c': square },
      { ...inC, timing: { rounds: 3, reference: ['slow.c'] } },
      { 'slow.c': 'int main() { return 4; }' },
    );
    const failing = withRunner(problem, (runner) => driven(runner, { 'a.c': square }));
    expect(await failing).toBe('evaluator-error: the program to race against failed: exit code 4');
  });

  test('fixed files that do not build with the initial program are the user’s fault, and named', async () => {
    const problem = nativeProblem(
      { 'a.c': 'int f(void) { return 1; }' },
      { command: { files: ['main.c'], build: 'cc -o program a.c main.c', run: './program' } },
      { 'main.c': 'int main() { return oops; }' },
    );
    const opened = withRunner(problem, async () => 'opened');
    await expect(opened).rejects.toThrow(UsageError);
    await expect(opened).rejects.toThrow(
      /initial program of native cannot be built with main\.c.*main\.c:1:\d+.*oops/s,
    );
  });

  test('a program that the machine lacks is the machine’s fault, with what to install', async () => {
    const problem = nativeProblem({ 'a.xyz': '' }, { command: { run: 'no-such-program a.xyz' } });
    const opened = withRunner(problem, async () => 'opened');
    await expect(opened).rejects.toThrow(EnvironmentError);
    await expect(opened).rejects.toThrow('This machine has no program no-such-program. Install it');
  });

  test('an evaluation that is cancelled ends its program, and its folder goes with the runner', async () => {
    const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('germline-programs-'));
    const before = folders();
    await withRunner(nativeProblem({ 'a.c': square }, inC), async (runner) => {
      expect(folders().length).toBeGreaterThan(before.length);
      const stop = AbortSignal.timeout(500);
      const endless = driven(runner, { 'a.c': 'int main() { for (;;); }' }, stop);
      await expect(endless).rejects.toThrow('aborted due to timeout');
    });
    for (const folder of folders().filter((name) => !before.includes(name)))
      expect(existsSync(join(tmpdir(), folder, 'nothing'))).toBe(false);
  });

  test('without a jail, where a person says so, limits and the filter still hold', async () => {
    const problem = nativeProblem({ 'a.py': '' }, { command: { run: 'python3 a.py' } });
    const text = `
import os, socket
def tried(what):
    try: what(); return 'done'
    except OSError: return 'refused'
print(tried(os.fork), tried(socket.socket), open('a.py').read()[:1] == '\\n', os.path.exists('/etc/passwd'))
`;
    const open = { jail: openJail('none') };
    expect(await withRunner(problem, (runner) => driven(runner, { 'a.py': text }), open)).toEqual([
      'refused refused True True\n',
    ]);
  });
});

test.skipIf(missing)(
  'a cell with a GPU sees the device and its own processes alone, and changes nothing but the device',
  async () => {
    const found = findJail();
    if ('missing' in found) throw new Error(found.missing);
    const folder = realpathSync(scratch());
    writeFileSync(join(folder, 'stdin'), '');
    const look =
      'head -c 3 /dev/zero | wc -c; ls -d /proc/[0-9]* | wc -l; test -d /sys/devices && echo sys; ' +
      'echo x > /proc/self/comm; true > /proc/$PPID/mem; touch /sys/x';
    const places = { folder, stdin: join(folder, 'stdin'), input: undefined, toolchains: [], hidden: [], caches: [] };
    const waiting = await prepare(
      {
        cell: { ...places, writable: false, scratchMegabytes: 1, gpu: ['/dev/zero'] },
        limits: { cpuSeconds: 10, dataBytes: 2 ** 26, reserves: true, fileBytes: 2 ** 20, processes: 8 },
        ...{ words: ['/bin/sh', '-c', look], environment: { PATH: '/usr/bin:/bin' }, filter: 'processes' },
        ...{ outputBytes: 10_000, wallMilliseconds: 30_000 },
      },
      { enter: found.jail.enter! },
    );
    const { output, complaint } = await waiting.go();
    const [device, processes, sys] = Buffer.from(output).toString().split(/\s+/);
    expect([device, sys]).toEqual(['3', 'sys']);
    expect(Number(processes)).toBeLessThan(8);
    expect(complaint.match(/Read-only file system|Permission denied/g)).toHaveLength(3);
  },
);
