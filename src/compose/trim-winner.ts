import type { Entry } from '../api/attempt.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Files } from '../api/program.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { isTimed } from '../evaluation/plan.ts';
import { withFiles } from '../language/program.ts';
import type { RunRecord } from '../record/read-record.ts';
import { applyHunks, type Hunk, neededHunks, readHunks } from '../report/hunks.ts';
import type { Trimmed } from '../repository/apply/evidence.ts';
import { auditor, openEvaluation } from './open-evaluation.ts';
import { sameProblem } from './same-problem.ts';

/** Limits on finding the needed parts, before what is left is audited. */
const limits = { trials: 60, milliseconds: 120_000 };
/** What is left must be this many times as good as the winner, at the lower end of an interval of 95 %. */
const leastKept = 0.95;

/**
 * Takes back, one by one, the parts of a raced winner's change without which a race against the whole winner, and all tests,
 * show no loss. What is left is audited as winners are. Undefined where the score is no race, there is one part only, all are
 * needed, or the audit does not confirm what is left.
 *
 * @throws {UsageError} where the problem has changed since the run.
 */
export async function trimWinner(
  record: RunRecord,
  entry: Entry,
  { sandbox, notice }: { readonly sandbox: SandboxLevel; readonly notice: (text: string) => void },
): Promise<Trimmed | undefined> {
  const problem = await sameProblem(record.facts);
  if (!isTimed(problem.problem.evaluator)) return undefined;
  const [initial, winner] = [problem.initial.files, await record.files(entry)];
  const hunks = readHunks(await record.patch(record.entry(0), entry, 0));
  if (hunks.length < 2) return undefined;
  notice(
    `Racing the winner without each of the ${hunks.length} parts of its change: two minutes at most, and an audit.`,
  );
  const needed = await neededIn(problem, winner, hunks, { seed: record.facts.seed, sandbox });
  if (needed.length === hunks.length) return undefined;
  const files = applyHunks(initial, needed);
  const audit = auditor(problem, record.facts.seed, { sandbox });
  const verdict = await audit(
    withFiles(problem.initial, files),
    record.score(entry.attempt.number) as number,
    new AbortController().signal,
  );
  return verdict.status === 'confirmed'
    ? { files, taken: hunks.length - needed.length, parts: hunks.length, verdict }
    : undefined;
}

/** The parts that a race against the whole winner needs, as far as time allows to tell. */
async function neededIn(
  problem: LoadedProblem,
  winner: Files,
  hunks: readonly Hunk[],
  options: { readonly seed: number; readonly sandbox: SandboxLevel },
): Promise<readonly Hunk[]> {
  const against = { ...problem, initial: withFiles(problem.initial, winner) };
  const evaluator = await openEvaluation(against, { ...options, workers: 1 });
  const deadline = performance.now() + limits.milliseconds;
  const holds = async (kept: readonly Hunk[]) => {
    if (kept.length === 0) return false;
    const found = await evaluator.evaluate(withFiles(problem.initial, applyHunks(problem.initial.files, kept)));
    return found.status === 'scored' && found.score >= leastKept;
  };
  try {
    return await neededHunks(hunks, holds, { trials: limits.trials, deadline });
  } finally {
    await evaluator.close();
  }
}
