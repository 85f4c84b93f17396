import type { SandboxAnswer } from '../../../workers/messages.ts';
import type { Failure } from '../../api/evaluation.ts';
import type { CommandLimits, CommandOutput } from '../../api/evaluator.ts';
import type { Ended } from './overseen-jail.ts';
import type { Stop } from './stop.ts';

export type Failed = Extract<SandboxAnswer, { status: 'failed' }> & {
  /** The machine may be at fault: the sandbox ended, or the disk is full. */
  readonly doubtful?: boolean;
  /** The disk was full when it failed. */
  readonly full?: boolean;
};

/** SIGXCPU, which the kernel sends for CPU time, and SIGXFSZ, for the size of a file. */
const [tooMuchTime, tooLargeFile] = [24, 25];
const killed = 9;

/** What a run wrote, or why it failed. `left` is the CPU time that it had, in milliseconds. */
export function outcomeOf(ended: Ended, limits: CommandLimits, left: number): CommandOutput | Failed {
  const { report, stop, output } = ended;
  if (stop) return fail(...whyStopped(stop, limits));
  if (!report) return { ...fail('crashed', `its sandbox ended with it${said(ended)}`), doubtful: true };
  const { cpuMilliseconds, wallMilliseconds, signal, exitCode, instructions } = report;
  const isTime = cpuMilliseconds > left || signal === tooMuchTime;
  if (isTime) return fail('timed-out', `it used more than ${limits.milliseconds} ms of CPU time in all its runs`);
  if (signal !== 0 || exitCode !== 0) return failedRun(ended, limits);
  const milliseconds = measuresWall(limits) ? wallMilliseconds : cpuMilliseconds;
  return { output, milliseconds, ...(instructions !== undefined && { instructions }) };
}

/** CPU time says nothing of several processes at once, or of a GPU that one waits for. */
function measuresWall({ processes, gpu }: CommandLimits): boolean {
  return processes > 1 || gpu;
}

function failedRun(ended: Ended, limits: CommandLimits): Failed {
  const { signal, exitCode, megabytes } = ended.report!;
  if (megabytes > 0.9 * limits.megabytes)
    return fail(
      'out-of-memory',
      `it failed when it used ${Math.round(megabytes)} MiB of ${limits.megabytes}${said(ended)}`,
    );
  if (signal === tooLargeFile) return fail('too-large', `it wrote a file of more than ${limits.scratchMegabytes} MiB`);
  if (signal !== 0)
    return fail('crashed', `${signal === killed ? 'it was killed' : `signal ${signal} ended it`}${said(ended)}`);
  return fail('threw', `exit code ${exitCode}${said(ended)}`);
}

function whyStopped(stop: Stop, limits: CommandLimits): readonly [Failure, string] {
  const reasons: Readonly<Record<Stop, readonly [Failure, string]>> = {
    clock: ['stalled', 'it ran far longer than its CPU time allows: it waits for something, or the machine is busy'],
    output: ['too-large', `it wrote more than ${limits.outputBytes} bytes to standard output or standard error`],
    processes: ['crashed', `it started more than ${limits.processes} processes or ${limits.threads} threads`],
    memory: ['out-of-memory', `its processes used more than ${limits.megabytes} MiB together`],
    files: ['too-large', `it wrote files of more than ${limits.scratchMegabytes} MiB`],
  };
  return reasons[stop];
}

/** `lines`, where there are some, follow the message. */
export function fail(reason: Failure, message: string, lines = ''): Failed {
  return { status: 'failed', reason, message: lines === '' ? message : `${message}\n${lines}` };
}

/** The first lines of what a program complained of, without the paths of its cell. */
export function said({ complaint, output }: Ended): string {
  const text = (complaint.trim() || Buffer.from(output).toString().trim()).replaceAll('/program/', '');
  const lines = text.split('\n').slice(0, 20).join('\n').slice(0, 2000);
  return lines && `\n${lines}`;
}
