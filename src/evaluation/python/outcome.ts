import { z } from 'zod';
import type { Failure } from '../../api/evaluation.ts';
import type { PythonReturned } from '../../api/evaluator.ts';
import { type Failed, fail } from '../native/outcome.ts';
import type { Stop } from '../native/stop.ts';
import type { PythonPlan } from './plan.ts';

/** Why the engine ended a pair, or that it ended by itself. */
export type Stopped = Stop | 'died';

/** How a process ended that did not end well. */
interface End {
  readonly signal: number;
  readonly code: number;
}

/** What the processes of an evaluation used. */
export interface Accounts {
  /** CPU time, in milliseconds. */
  readonly cpu: number;
  /** Most memory of one of them, in MiB. */
  readonly megabytes: number;
  /** Ends of the candidate's processes that did not end well. */
  readonly ends?: readonly End[];
}

const texts = z.array(z.string());

/** What one call of an evaluator did, as its own process says. Beside a candidate, it may say anything. */
const anOutcome = z.object({
  returned: z.unknown().optional(),
  artifacts: z.unknown().optional(),
  /** Its type, its text, and where it was raised. */
  raised: z.tuple([z.string(), z.string(), z.string()]).optional(),
  /** Modules that were looked for and not found. */
  missing: texts,
  /** Hosts that it wanted to reach. */
  network: texts,
  /** Types of errors that came from the candidate. */
  failures: texts,
  /** Calls that the candidate made of what it was given. */
  callbacks: z.number(),
});

type Outcome = z.infer<typeof anOutcome>;

/** The answer to one call of an evaluator. */
export interface Answer extends Partial<Accounts> {
  readonly stopped?: Stopped;
  /** An outcome as JSON. */
  readonly outcome?: string | null;
  readonly end?: End | null;
  /** The end of what it printed. */
  readonly printed?: string;
  readonly program?: Accounts;
}

/** What an evaluator returned, for `score`. */
export interface PythonEvidence {
  readonly status: 'evidence';
  /** A list of one `PythonReturned`, as JSON. */
  readonly text: string;
  readonly milliseconds: number;
}

/** SIGKILL, SIGXCPU, SIGXFSZ. */
const [killed, tooMuchTime, tooLargeFile] = [9, 24, 25];

/** What an evaluator returned of a candidate, or why there is nothing to score. */
export function outcomeOf(answer: Answer, plan: PythonPlan): PythonEvidence | Failed {
  const { stopped, cpu = 0, program, printed = '' } = answer;
  if (stopped) return { ...fail(...whyStopped(stopped, plan)), doubtful: stopped === 'died' };
  const milliseconds = cpu + (program?.cpu ?? 0);
  if (milliseconds > plan.limits.milliseconds) return tooSlow(plan);
  for (const end of program?.ends ?? []) return ended(end, program!.megabytes, plan, 'the program', printed);
  if (answer.end) return ended(answer.end, answer.megabytes ?? 0, plan, 'the evaluator', printed);
  const outcome = read(answer.outcome ?? '');
  if (!outcome) return fail('crashed', 'the process of the evaluator sent a result that cannot be read');
  if (outcome.raised) return raised(outcome, printed);
  const { raised: _, returned, artifacts = {}, ...parts } = outcome;
  const whole: PythonReturned = { returned, artifacts, ...parts, printed };
  return { status: 'evidence', text: JSON.stringify([whole]), milliseconds };
}

function read(text: string): Outcome | undefined {
  try {
    return anOutcome.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function tooSlow({ limits }: PythonPlan): Failed {
  return fail('timed-out', `it used more than ${limits.milliseconds} ms of CPU time`);
}

function whyStopped(stopped: Stopped, { limits }: PythonPlan): readonly [Failure, string] {
  const reasons: Readonly<Record<Stopped, readonly [Failure, string]>> = {
    clock: ['stalled', 'it ran far longer than its CPU time allows: it waits for something, or the machine is busy'],
    output: ['too-large', 'it wrote too much'],
    processes: ['crashed', `it started more than ${limits.processes} processes or threads`],
    memory: ['out-of-memory', `its processes used more than ${limits.megabytes} MiB together`],
    files: ['too-large', `it wrote files of more than ${limits.scratchMegabytes} MiB`],
    died: ['crashed', 'its process ended, and took its sandbox with it'],
  };
  return reasons[stopped];
}

function ended({ signal, code }: End, megabytes: number, plan: PythonPlan, who: string, printed: string): Failed {
  const { limits } = plan;
  if (signal === tooMuchTime) return tooSlow(plan);
  if (signal === tooLargeFile) return fail('too-large', `it wrote a file of more than ${limits.scratchMegabytes} MiB`);
  if (megabytes > 0.9 * limits.megabytes)
    return fail('out-of-memory', `${who} ended when it used ${Math.round(megabytes)} MiB of ${limits.megabytes}`);
  const how =
    signal === killed ? 'was killed' : signal ? `was ended by signal ${signal}` : `ended with exit code ${code}`;
  return fail('crashed', `${who} ${how} before it returned${tailOf(printed)}`);
}

function raised({ raised, network }: Outcome, printed: string): Failed {
  const [type, text, where] = raised!;
  const reason = type === 'MemoryError' ? 'out-of-memory' : 'threw';
  return fail(reason, `${type}: ${text}${networkText(network)}\n${where.trim()}${tailOf(printed)}`);
}

/** Says that the sandbox has no network, where somebody wanted it. */
export function networkText(hosts: readonly string[]): string {
  if (hosts.length === 0) return '';
  const names = hosts.filter(Boolean).join(', ');
  return ` (it needs the network${names && `: ${names}`}; the sandbox has none)`;
}

function tailOf(printed: string): string {
  const text = printed.trim().split('\n').slice(-20).join('\n').slice(-2000);
  return text && `\n${text}`;
}
