import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { bubblewrap } from '../../src/evaluation/jail/bubblewrap.ts';
import { seatbeltProfile } from '../../src/evaluation/jail/sandbox-exec.ts';
import { seccompFilter } from '../../src/evaluation/jail/seccomp.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'germline-test-')));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a filter as the kernel does, on one system call. */
function verdict(filter: Buffer, architecture: number, call: number, argument = 0, fourth = 0): string {
  const data: Readonly<Record<number, number>> = { 0: call, 4: architecture, 16: argument, 40: fourth };
  let accumulator = 0;
  for (let at = 0; ; at++) {
    const code = filter.readUInt16LE(8 * at);
    const [ifTrue, ifFalse] = [filter[8 * at + 2]!, filter[8 * at + 3]!];
    const operand = filter.readUInt32LE(8 * at + 4);
    const tests: Readonly<Record<number, boolean>> = {
      21: accumulator === operand,
      53: accumulator >= operand,
      69: (accumulator & operand) !== 0,
    };
    if (code === 0x20) accumulator = data[operand]!;
    else if (code === 0x54) accumulator &= operand;
    else if (code === 0x06) return operand === 0x7fff0000 ? 'allow' : operand >= 0x80000000 ? 'kill' : 'refuse';
    else at += tests[code] ? ifTrue : ifFalse;
  }
}

test.each([
  [
    'x64',
    0xc000003e,
    { read: 0, mmap: 9, sendmsg: 46, execve: 59 },
    { fork: 57, socket: 41, ptrace: 101, mount: 165 },
    56,
  ],
  [
    'arm64',
    0xc00000b7,
    { read: 63, mmap: 222, sendmsg: 211, execve: 221 },
    { socket: 198, ptrace: 117, mount: 40 },
    220,
  ],
])('the filter of system calls on %s', (name, audit, allowed, refused, clone) => {
  const filter = seccompFilter(name)!;
  for (const call of Object.values(allowed)) expect(verdict(filter, audit, call)).toBe('allow');
  for (const call of [...Object.values(refused), 435, 425]) expect(verdict(filter, audit, call)).toBe('refuse');
  expect(verdict(filter, audit, clone, 0x3d0f00)).toBe('allow'); // as pthread_create calls it
  expect(verdict(filter, audit, clone, 0x1200011)).toBe('refuse'); // as fork calls it
  expect(verdict(filter, audit, 0x40000000)).toBe('refuse');
  expect(verdict(filter, 0x40000003, 1)).toBe('kill'); // a 32-bit program's calls have other numbers
});

test.each([
  ['x64', 'd0c1c59ce16807de6360bd368c173ea71a78f1c23e17de3b5be34c0db845cc85'],
  ['arm64', '4e6e8752e903b158de67f3295229f7b993f2d1e6bd299de46aff14d7e41a76d2'],
])('the filter on %s has these bytes: change the digest only after a review of the calls', (name, digest) => {
  expect(hash('sha256', seccompFilter(name)!)).toBe(digest);
});

describe.each([
  ['x64', 0xc000003e, { clone: 56, mmap: 9, fork: 57, socket: 41, memory: 319, segment: 29 }],
  ['arm64', 0xc00000b7, { clone: 220, mmap: 222, fork: undefined, socket: 198, memory: 279, segment: 194 }],
] as const)('filters of native programs on %s', (name, audit, calls) => {
  const [fork, thread, namespace] = [0x1200011, 0x3d0f00, 0x10000011];
  test.each([
    ['alone', 'refuse', 'refuse', 'refuse'],
    ['threads', 'allow', 'refuse', 'refuse'],
    ['processes', 'allow', 'allow', 'allow'],
  ] as const)('%s', (kind, threads, forks, shared) => {
    const filter = seccompFilter(name, kind)!;
    expect(verdict(filter, audit, calls.clone, thread)).toBe(threads);
    expect(verdict(filter, audit, calls.clone, fork)).toBe(forks);
    if (calls.fork) expect(verdict(filter, audit, calls.fork)).toBe(forks);
    expect(verdict(filter, audit, calls.clone, namespace)).toBe('refuse');
    for (const call of [calls.socket, calls.memory, calls.segment]) expect(verdict(filter, audit, call)).toBe('refuse');
    expect(verdict(filter, audit, calls.mmap, 0, 0x22)).toBe('allow'); // private memory
    expect(verdict(filter, audit, calls.mmap, 0, 0x01)).toBe('allow'); // a shared file
    expect(verdict(filter, audit, calls.mmap, 0, 0x21)).toBe(shared); // shared memory without a file
    expect(verdict(filter, audit, calls.mmap, 0, 0x122)).toBe('refuse'); // memory that grows
  });
});

test.each(['riscv64', 'toString'])('the architecture %s, which the table does not have, has no filter', (name) => {
  expect(seccompFilter(name)).toBeUndefined();
});

test('the jail is tried when it is first asked for, not on import', () => {
  const mark = join(folder, 'tried');
  writeFileSync(join(folder, 'bwrap'), `#!/bin/sh\necho $0 >>${mark}\nexit 1\n`, { mode: 0o755 });
  const module = new URL('../../src/evaluation/jail/find-jail.ts', import.meta.url).href;
  const tries = (code: string) => {
    const script = `const { findJail } = await import('${module}'); ${code}`;
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: { PATH: folder } });
    return existsSync(mark) ? readFileSync(mark, 'utf8').trim().split('\n').length : 0;
  };
  expect(tries('')).toBe(0);
  expect(tries('findJail(); findJail();')).toBe(process.platform === 'linux' ? 1 : 0);
});

test('bubblewrap shows what a link points at where the link is', () => {
  const link = join(folder, 'link');
  symlinkSync(process.execPath, link);
  const inmate = { program: process.execPath, args: ['--version'], cwd: '/', readable: [link], megabytes: 100 };
  const { command, args } = bubblewrap('/usr/bin/bwrap').start(inmate);
  const line = [command, ...args].join(' ');
  expect(line).toContain(`--ro-bind ${realpathSync(process.execPath)} ${link}`);
  expect(line).toContain(`sh ${100 * 1024} /usr/bin/bwrap --unshare-all`);
  expect(args.slice(-3)).toEqual(['--', process.execPath, '--version']);
});

test('the profile for macOS forbids all but reading some places and starting the program', () => {
  const odd = join(folder, 'a "quoted" place');
  symlinkSync(folder, odd);
  const lines = seatbeltProfile({ program: process.execPath, readable: [odd] }).split('\n');
  expect(lines.slice(0, 2)).toEqual(['(version 1)', '(deny default)']);
  const escaped = odd.replaceAll('"', '\\"');
  expect(lines.find((line) => line.includes('System/Library'))).toContain(
    `(subpath "${escaped}") (subpath "${folder}")`,
  );
  const allowed = lines.filter((line) => line.startsWith('(allow')).map((line) => line.split(/[ )]/)[1]);
  expect(new Set(allowed)).toEqual(
    new Set([
      'process-exec',
      'file-read*',
      'file-read-metadata',
      'file-write-data',
      'sysctl-read',
      'mach-lookup',
      'signal',
    ]),
  );
  expect(lines.filter((line) => line.includes('file-write'))).toEqual([
    '(allow file-write-data (literal "/dev/null"))',
  ]);
});
