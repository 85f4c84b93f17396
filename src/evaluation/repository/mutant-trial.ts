import type { Program } from '../../api/program.ts';
import type { Ended } from '../native/overseen-jail.ts';
import type { CleanCopy, Space } from './clean-copy.ts';
import { countTests, failedTests } from './count-tests.ts';
import { Gauge } from './gauge.ts';
import { failureOf } from './outcome.ts';
import type { RepositoryPlan } from './plan.ts';
import { printedBy } from './printed.ts';
import { runCommand } from './shell.ts';
import { Subject } from './subject.ts';

/** What shows an error: a test, other results, or nothing. `unbuilt`: no test ran, as a check or a compiler refused it. */
export type Shown = 'tests' | 'results' | 'nothing' | 'unbuilt';

/** What can show an error. */
export interface TrialCommands {
  readonly checks: readonly RepositoryPlan[];
  readonly tests: readonly RepositoryPlan[];
  /** A measure that prints results, and what it prints with the unchanged code. */
  readonly results: RepositoryPlan | undefined;
  readonly printed?: string | undefined;
}

/** The commands with what the unchanged code prints. */
export async function withPrinted(
  copy: CleanCopy,
  unchanged: Program,
  commands: TrialCommands,
): Promise<TrialCommands> {
  const { results, checks } = commands;
  if (!results) return commands;
  const printed = await withSubject(copy, unchanged, async (subject) => {
    for (const check of checks) await subject.check(check, undefined);
    return await printedIn(copy, subject.space, results);
  });
  return { ...commands, printed };
}

/** What shows that a program is not what it should be. */
export async function shownBy(copy: CleanCopy, program: Program, commands: TrialCommands): Promise<Shown> {
  return await withSubject(copy, program, async (subject) => {
    for (const check of commands.checks)
      if ((await subject.check(check, undefined)).status === 'failed') return 'unbuilt';
    for (const test of commands.tests) {
      const ended = await copy.within(subject.space, test, (space) => runCommand(copy, space, test));
      if (failureOf(ended, test, copy.repository.root)) return hasRun(ended, test) ? 'tests' : 'unbuilt';
    }
    const { results, printed } = commands;
    return results && (await printedIn(copy, subject.space, results)) !== printed ? 'results' : 'nothing';
  });
}

async function withSubject<T>(copy: CleanCopy, { files }: Program, work: (subject: Subject) => Promise<T>): Promise<T> {
  const subject = await Subject.open(copy, files);
  try {
    return await work(subject);
  } finally {
    await subject.close();
  }
}

/** What a measure prints; undefined where it fails. */
async function printedIn(copy: CleanCopy, checked: Space, plan: RepositoryPlan): Promise<string | undefined> {
  return await copy.within(checked, plan, async (space) => {
    await using gauge = new Gauge(copy, space, plan);
    const measured = await gauge.measure(0);
    return measured.status === 'failed' ? undefined : measured.printed;
  });
}

/** Whether tests ran, as far as can be known: a compiler that refuses a program ends the command without a count of them. */
function hasRun(ended: Ended, { tests }: RepositoryPlan): boolean {
  const isWhole = ended.report?.signal === 0 && ended.stop === undefined;
  if (tests === undefined || !isWhole) return true;
  const printed = printedBy(ended);
  return countTests(printed) !== undefined || failedTests(printed).length > 0;
}
