import type { RepositoryCommand } from '../../api/evaluator.ts';
import { type Failed, fail } from '../native/outcome.ts';
import type { Ended } from '../native/overseen-jail.ts';
import type { Stop } from '../native/stop.ts';
import { countTests } from './count-tests.ts';
import type { RepositoryPlan } from './plan.ts';
import { printedBy } from './printed.ts';
import type { CommandEnd } from './shell.ts';
import { usefulLines } from './useful-lines.ts';

const whatFails: Readonly<Record<RepositoryCommand['role'], readonly ['build-failed' | 'wrong' | 'threw', string]>> = {
  check: ['build-failed', 'does not pass'],
  test: ['wrong', 'fails'],
  measure: ['threw', 'fails'],
};

/** SIGXCPU, which the kernel sends for CPU time. */
const tooMuchTime = 24;

/** Why a command did not end as it must; undefined where it did. `root` is left out of what it printed. */
export function failureOf(ended: CommandEnd, plan: RepositoryPlan, root: string): Failed | undefined {
  const why = whyFailed(ended, plan);
  const failed = why ? fail(...why, usefulLines(printedBy(ended), root)) : missingTests(ended, plan);
  return failed && { ...failed, ...doubtsOf(ended) };
}

/** What speaks against the machine: the sandbox died, or the disk was full. What exceeds a limit is the command's own fault. */
export function doubtsOf({ report, stop, full }: CommandEnd): Pick<Failed, 'doubtful' | 'full'> {
  if (stop !== undefined && stop !== 'clock') return {};
  return { doubtful: full || (!report && !stop), full };
}

type Why = readonly [reason: Failed['reason'], message: string];

function whyFailed({ report, stop }: Ended, plan: RepositoryPlan): Why | undefined {
  const command = plan.words.join(' ');
  if (stop) return whyStopped(stop, plan);
  if (!report) return ['crashed', `${command}: its sandbox ended with it`];
  const { cpuMilliseconds, signal, exitCode } = report;
  if (cpuMilliseconds > plan.limits.milliseconds || signal === tooMuchTime)
    return ['timed-out', `${command} used more than ${plan.limits.milliseconds} ms of CPU time`];
  const [reason, what] = whatFails[plan.command.role];
  if (signal !== 0) return [reason, `${command} was ended by signal ${signal}`];
  return exitCode === 0 ? undefined : [reason, `${command} ${what}: exit code ${exitCode}`];
}

/** A program that ends the process before its tests run passes none of them. */
function missingTests(ended: Ended, { command, tests, words }: RepositoryPlan): Failed | undefined {
  if (command.role !== 'test' || tests === undefined) return undefined;
  const passed = countTests(printedBy(ended)) ?? 0;
  if (passed >= tests) return undefined;
  return fail('wrong', `${words.join(' ')}: ${passed} tests passed, and ${tests} with the unchanged code`);
}

function whyStopped(stop: Stop, { words, limits }: RepositoryPlan): Why {
  const command = words.join(' ');
  const reasons: Readonly<Record<Stop, Why>> = {
    clock: ['stalled', `${command} ran far longer than its CPU time allows: it waits, or the machine is busy`],
    output: ['too-large', `${command} prints without end`],
    processes: ['crashed', `${command} started more than ${limits.processes} processes and threads`],
    memory: ['out-of-memory', `${command} used more than ${limits.megabytes} MiB`],
    files: ['too-large', `${command} wrote more than ${limits.scratchMegabytes} MiB`],
  };
  return reasons[stop];
}
