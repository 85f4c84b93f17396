import { mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { EnvironmentError, UsageError } from '../../src/api/errors.ts';
import type { CommandStage } from '../../src/api/evaluator.ts';
import { cellOptions } from '../../src/evaluation/jail/cell.ts';
import { layersOf, lostLayers } from '../../src/evaluation/jail/choose-jail.ts';
import { findGpu } from '../../src/evaluation/jail/gpu.ts';
import { inContainer, openJail } from '../../src/evaluation/jail/open-jail.ts';
import { checkOverseer } from '../../src/evaluation/native/check-overseer.ts';
import { shareCrates } from '../../src/evaluation/native/environment.ts';
import { outcomeOf } from '../../src/evaluation/native/outcome.ts';
import type { Ended } from '../../src/evaluation/native/overseen-jail.ts';
import { overseer, readReport, writeOrder } from '../../src/evaluation/native/overseer.ts';
import { filterOf, planCommands } from '../../src/evaluation/native/plan.ts';
import { findTool } from '../../src/evaluation/native/toolchain.ts';
import { Turns } from '../../src/evaluation/native/turns.ts';
import { wordsOf } from '../../src/evaluation/native/words.ts';
import { languages } from '../../src/language/index.ts';
import { readProgram } from '../../src/language/program.ts';
import { scratch } from '../scratch.ts';

const limits = {
  ...{ milliseconds: 100, buildMilliseconds: 100, megabytes: 100, threads: 1, processes: 1 },
  ...{ outputBytes: 10, scratchMegabytes: 1, gpu: false },
};
const report = { exitCode: 0, signal: 0, cpuMilliseconds: 5, wallMilliseconds: 50, megabytes: 3, waits: false };
const ended = (more: Partial<Ended>): Ended => ({
  ...{ report, stop: undefined, output: Buffer.from('x'), complaint: '' },
  ...more,
});

test.each([
  ['cc -O2 -o a a.c', ['cc', '-O2', '-o', 'a', 'a.c']],
  [`sh -c 'a "b" $c'`, ['sh', '-c', 'a "b" $c']],
  [
    ['as is', '$x'],
    ['as is', '$x'],
  ],
])('the words of %j', (line, words) => {
  expect(wordsOf(line)).toEqual(words);
});

test('a report is read, and what is no report is none', () => {
  expect(readReport('3 0 1500 2500 2048 0 \n')).toEqual({
    ...{ exitCode: 3, signal: 0, cpuMilliseconds: 1.5, wallMilliseconds: 2.5, megabytes: 2, waits: false },
  });
  expect(readReport('0 9 1500 2500 2048 1 77\n')).toMatchObject({ signal: 9, instructions: 77, waits: true });
  expect(readReport('')).toBeUndefined();
});

test('an overseer gets limits in the kernel’s units, and the places that are to stay empty', () => {
  const line = overseer({
    limits: { cpuSeconds: 2.5, dataBytes: 2 ** 20, fileBytes: 7, processes: 3 },
    ...{
      filter: 'alone',
      stdin: '/stdin',
      core: 1,
      user: undefined,
      instructions: false,
      memory: ['/tmp', '/dev/shm'],
    },
  });
  expect(line.slice(-2)).toEqual(['/tmp', '/dev/shm']);
  expect(line).toContain('0:3,1:7,2:1048576,3:8388608,4:0,6:4,7:256');
});

test('an order says its length first, in bytes', () => {
  expect(writeOrder({ words: ['é', ''] }, 'm').toString()).toBe('00000006m\0\0é\0');
});

test('a program that reserves memory has no limit of it by the kernel', () => {
  const line = overseer({
    limits: { cpuSeconds: 2.5, dataBytes: 2 ** 20, reserves: true, fileBytes: 7, processes: 3 },
    ...{ filter: 'threads', stdin: '/stdin', core: 1, user: undefined, instructions: false, memory: [] },
  });
  expect(line).toContain('0:3,1:7,3:8388608,4:0,6:4,7:256');
});

test.runIf(process.platform === 'linux')('a machine without Perl says what to install', () => {
  expect(() => checkOverseer('/none/perl')).toThrow(EnvironmentError);
  expect(() => checkOverseer('/none/perl')).toThrow(/has no \/none\/perl.*apt install perl-base/);
});

describe('a GPU', () => {
  const cell = {
    ...{ folder: '/a', writable: false, stdin: '/b', input: undefined, toolchains: [], hidden: [], caches: [] },
    scratchMegabytes: 1,
  };

  test('is found by the devices of its driver; where there is none, it says what is needed', () => {
    const folder = scratch();
    for (const name of ['null', 'nvidiactl', 'nvidia-uvm']) writeFileSync(join(folder, name), '');
    expect(() => findGpu(folder)).toThrow(EnvironmentError);
    expect(() => findGpu(folder)).toThrow(/NVIDIA GPU.*driver/);
    writeFileSync(join(folder, 'nvidia0'), '');
    const names = ['nvidia-uvm', 'nvidia0', 'nvidiactl'].map((name) => join(folder, name));
    expect(findGpu(folder).toSorted()).toEqual(names);
  });

  test('a cell shows its devices, a /proc of its own and /sys; other cells show none of them', () => {
    const shown = cellOptions({ ...cell, gpu: ['/dev/nvidia0'] }).join(' ');
    expect(shown).toContain(
      '--dev-bind /dev/nvidia0 /dev/nvidia0 --proc /proc --remount-ro /proc --ro-bind /sys /sys --',
    );
    expect(cellOptions({ ...cell, gpu: [] }).join(' ')).not.toMatch(/nvidia|\/proc|\/sys/);
  });

  test('is named among the layers, and is none that a resumed run can lose', () => {
    expect(layersOf(openJail('none'), { commands: true, gpu: true })).toEqual(['limits', 'none', 'gpu shared']);
    expect(lostLayers(['limits', 'gpu shared'], 'auto')).toEqual([]);
  });
});

describe('how a run ended', () => {
  test('one that ended well has its output and CPU time, or wall time where it may start processes', () => {
    expect(outcomeOf(ended({}), limits, 100)).toEqual({ output: Buffer.from('x'), milliseconds: 5 });
    expect(outcomeOf(ended({}), { ...limits, processes: 2 }, 100)).toMatchObject({ milliseconds: 50 });
  });

  test('one on a GPU has its wall time, as it waits for the GPU', () => {
    expect(outcomeOf(ended({}), { ...limits, gpu: true }, 100)).toMatchObject({ milliseconds: 50 });
  });

  test.each<[string, Partial<Ended>, string]>([
    ['more CPU time than was left', { report: { ...report, cpuMilliseconds: 101 } }, 'timed-out'],
    ['the signal for CPU time', { report: { ...report, signal: 24 } }, 'timed-out'],
    ['a failure near the limit of memory', { report: { ...report, exitCode: 1, megabytes: 95 } }, 'out-of-memory'],
    ['the signal for files', { report: { ...report, signal: 25 } }, 'too-large'],
    ['a fault', { report: { ...report, signal: 11 } }, 'crashed'],
    ['another exit code', { report: { ...report, exitCode: 1 } }, 'threw'],
    ['no report', { report: undefined }, 'crashed'],
    ['a stop by the clock', { report: undefined, stop: 'clock' }, 'stalled'],
    ['a stop for output', { report: undefined, stop: 'output' }, 'too-large'],
    ['a stop for processes', { report: undefined, stop: 'processes' }, 'crashed'],
  ])('%s is the failure', (_, how, reason) => {
    expect(outcomeOf(ended(how), limits, 100)).toMatchObject({ status: 'failed', reason });
  });

  test('what it complained of follows, without the paths of its cell and not without end', () => {
    const complaint = Array.from({ length: 50 }, (_, i) => `/program/a.py:${i}: no`).join('\n');
    const outcome = outcomeOf(ended({ report: { ...report, exitCode: 1 }, complaint }), limits, 100);
    const message = 'message' in outcome ? outcome.message : '';
    expect(message.split('\n').slice(0, 3)).toEqual(['exit code 1', 'a.py:0: no', 'a.py:1: no']);
    expect(message.split('\n')).toHaveLength(21);
  });
});

describe('plans', () => {
  const plan = (stage: Partial<CommandStage>, entry = 'a.c', audit = false) => {
    const whole: CommandStage = { name: 's', command: { run: './a' }, score: () => ({ score: 0 }), ...stage };
    const evaluator = { name: 'e', interface: '', stages: [whole] };
    const problem = { problem: { name: 'p', statement: '', evaluator }, path: '/p/problem.ts', fingerprint: '' };
    return planCommands({ ...problem, initial: readProgram({ [entry]: '' }) }, 1, audit)[0]!;
  };

  test('the language’s check explains failures where nothing is built and no check is named', () => {
    expect(plan({}).recipe.check).toBeUndefined();
    expect(plan({}).explanation?.check).toEqual(expect.arrayContaining(['-fsyntax-only']));
    expect(plan({ command: { build: 'cc a.c', run: './a' } }).explanation).toBeUndefined();
    const checked = plan({ command: { check: 'true', run: './a' } });
    expect([checked.recipe.check, checked.explanation]).toEqual([['true'], undefined]);
    expect(plan({}, 'a.unknown').explanation?.check).toBeUndefined();
  });

  test('what is held back is made in audits only', () => {
    expect(plan({ heldBack: true, inputs: [1] }).feeds).toEqual([]);
    expect(plan({ heldBack: true, inputs: [1] }, 'a.c', true).feeds).toEqual([{ stdin: '1\n' }]);
  });

  test('CUDA uses the GPU unless its limits deny it, other languages where they ask for it', () => {
    const usesGpu = (entry: string, limits = {}) => plan({ limits }, entry).limits.gpu;
    expect(usesGpu('a.cu')).toBe(true);
    expect(usesGpu('a.cu', { gpu: false })).toBe(false);
    expect(usesGpu('a.py')).toBe(false);
    expect(usesGpu('a.py', { gpu: true })).toBe(true);
    expect(filterOf(plan({}, 'a.cu').limits)).toBe('threads');
  });

  test.each(['/etc/passwd', '../x', 'a/../../x', 'a/..', ''])('a feed cannot write the file %j', (name) => {
    expect(() => plan({ feed: () => ({ files: { [name]: '' } }) })).toThrow(UsageError);
  });

  test('a program starts nothing unless its limits, or the runtime of its language, say so', () => {
    expect(filterOf(plan({}).limits)).toBe('alone');
    expect(filterOf(plan({}, 'a.go').limits)).toBe('threads');
    expect(filterOf(plan({ limits: { threads: 4 } }).limits)).toBe('threads');
    expect(filterOf(plan({ limits: { processes: 4 } }).limits)).toBe('processes');
  });
});

test('a program is found past its links, and one that is missing says what to install', () => {
  expect(findTool('sh', '/').folders).toEqual([]);
  expect(() => findTool('no-such-program', '/')).toThrow(EnvironmentError);
  const { path, folders } = findTool('node', realpathSync(process.cwd()));
  expect([path, ...folders].every((one) => one.startsWith('/'))).toBe(true);
});

test('the environment can say that this is a container', () => {
  const before = process.env.container;
  process.env.container = 'podman';
  expect(inContainer()).toBe(true);
  if (before === undefined) delete process.env.container;
  else process.env.container = before;
});

test('work that runs alone waits for what runs, and what comes later waits for it', async () => {
  const turns = new Turns(2);
  const events: string[] = [];
  const work = (name: string, until: Promise<void>) => async () => {
    events.push(`${name} begins`);
    await until;
    events.push(`${name} ends`);
  };
  const [first, second, alone] = [1, 2, 3].map(() => Promise.withResolvers<void>());
  const all = [turns.shared(work('first', first!.promise)), turns.shared(work('second', second!.promise))];
  await turn();
  all.push(turns.alone(work('alone', alone!.promise)), turns.shared(work('late', Promise.resolve())));
  first!.resolve();
  await turn();
  second!.resolve();
  await turn();
  alone!.resolve();
  await Promise.all(all);
  expect(events).toEqual([
    ...['first begins', 'second begins', 'first ends', 'second ends'],
    ...['alone begins', 'alone ends', 'late begins', 'late ends'],
  ]);
});

test('crates that the user has fetched are shown to programs, and nothing else of Cargo', () => {
  const [own, home] = [scratch(), scratch()];
  expect(shareCrates(home, join(own, 'registry'))).toEqual([]);
  mkdirSync(join(own, 'registry'));
  expect(shareCrates(home, join(own, 'registry'))).toEqual([realpathSync(join(own, 'registry'))]);
  expect(readdirSync(home)).toEqual(['registry']);
  const fetched = scratch();
  mkdirSync(join(fetched, 'registry'));
  expect(shareCrates(fetched, join(own, 'registry'))).toEqual([]);
});

// As root, rustc puts a file in the place of the device, for the whole machine where nothing confines it.
test('no check writes to a device', () => {
  for (const { check, suffixes } of languages())
    expect(check?.([`a${suffixes[0]}`], `a${suffixes[0]}`) ?? []).not.toContain('/dev/null');
});
