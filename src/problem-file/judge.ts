import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandLine } from '../api/evaluator.ts';
import { findJail } from '../evaluation/jail/find-jail.ts';
import { type RanSync, runSync } from '../evaluation/jail/run-sync.ts';
import { findTool } from '../evaluation/native/toolchain.ts';
import { wordsOf } from '../evaluation/native/words.ts';
import { faultOf } from '../fault.ts';
import { feedOf, type RunInput } from './inputs.ts';

/** A run to judge: what the program was given, and what it wrote. */
interface Run {
  readonly folder: string;
  readonly judge: CommandLine;
  readonly input: RunInput;
  readonly output: Uint8Array;
}

/** What the judge printed, or why it rejects the run. */
export type Judgement = { readonly said: string; readonly wrong?: undefined } | { readonly wrong: string };

const [milliseconds, megabytes, mostOutput] = [60_000, 2048, 8 << 20];

/**
 * Runs a judge in a jail where it can read the problem's folder and nothing of the candidate but what it wrote. The
 * files with input, output and answer follow the judge's own words. Where the machine has no jail it runs without one:
 * it is the user's, and candidates are refused there unless the user asks for it.
 *
 * @throws {Error} when the judge does not start, does not end or is killed: its own fault.
 */
export function judgeRun({ folder, judge, input, output }: Run): Judgement {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'germline-judge-')));
  try {
    const files = [write(place, 'input', givenTo(folder, input)), write(place, 'output', output)];
    const answer = input.answer === undefined ? [] : [join(folder, input.answer)];
    return ran(folder, place, [...wordsOf(judge), ...files, ...answer]);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** What a program was given on standard input or, where that is empty, as words. */
function givenTo(folder: string, input: RunInput): string | Uint8Array {
  const { stdin = '', args = [] } = feedOf(folder, input);
  return stdin.length > 0 ? stdin : args.join('\n');
}

function write(place: string, name: string, content: string | Uint8Array): string {
  const path = join(place, name);
  writeFileSync(path, content);
  return path;
}

function ran(folder: string, place: string, [name = '', ...args]: readonly string[]): Judgement {
  const { path: program, folders } = findTool(name, folder);
  const found = findJail();
  const inmate = { program, args, cwd: folder, readable: [folder, place, ...folders], megabytes };
  const start = 'jail' in found ? found.jail.start(inmate) : { command: program, args, channels: [] };
  for (let tries = 1; ; tries++) {
    const ended = runSync(start, { input: Buffer.alloc(0), milliseconds, mostOutput });
    if (!('jail' in found) || !lacksProcesses(ended)) return readEnd(name, ended);
    if (tries === 5) throw Object.assign(new Error(ended.stderr.toString().trim()), { code: 'EAGAIN' });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200); // milliseconds; a thread of scores has time
  }
}

/** Whether the jail itself did not start, as too many processes run on this machine. */
function lacksProcesses({ status, stderr }: RanSync): boolean {
  return status !== 0 && /^(bwrap|sh|\S*\/sh): .*(Resource temporarily unavailable|annot fork)/.test(stderr.toString());
}

/** What the judge said. A jail ends with 128 and the number of the signal that ended the program inside. */
function readEnd(name: string, { status, signal, error, stdout, stderr }: RanSync): Judgement {
  if (error && faultOf(error)) throw error; // it is the machine's
  if (status === 0) return { said: stdout.toString() };
  if (status === null || status > 128) {
    const why = error?.message ?? signal ?? `signal ${Number(status) - 128}`;
    throw new Error(`the judge ${name} did not end by itself: ${why}`);
  }
  const said = [stderr, stdout].map((text) => text.toString().trim()).find(Boolean);
  return { wrong: (said ?? `the judge ended with exit code ${status}`).slice(-1000) };
}
