import { isBetter } from '../api/direction.ts';
import type { LoadedProblem } from '../api/problem.ts';
import { chooseJail, type SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { type Picture, picturesOf } from '../evaluation/picture.ts';
import { isTimed } from '../evaluation/plan.ts';
import { readProgram } from '../language/program.ts';
import { diffFiles } from '../record/diff-files.ts';
import type { RunRecord } from '../record/read-record.ts';
import { gatherFacts, type ReportFacts } from '../report/facts.ts';
import { applyHunks, type Hunk, neededHunks, readHunks } from '../report/hunks.ts';
import { openEvaluation } from './open-evaluation.ts';
import { recall } from './recall.ts';

/** The contents of a report. */
export interface Findings {
  readonly facts: ReportFacts;
  /** Pictures of the initial program and of the winner; undefined if the problem has none. */
  readonly pictures: readonly Picture[] | undefined;
  /** Patch from the initial program to the winner without the parts that its score does not need; undefined if it needs all. */
  readonly simplified: string | undefined;
  /** Why the problem cannot be read as it was; undefined if it can. */
  readonly missing: string | undefined;
}

/** Gathers the facts of a run, with pictures of its first and its best program. */
export async function findFacts(record: RunRecord, sandbox: SandboxLevel): Promise<Findings> {
  const { problem, population, known, missing } = await recall(record.facts);
  const facts = gatherFacts(record, population, known);
  if (!problem) return { facts, pictures: undefined, simplified: undefined, missing };
  const programs = await Promise.all(
    [facts.origin, facts.winner.attempt].map((number) => record.files(record.entry(number))),
  );
  const options = { problem, seed: record.facts.seed, jail: chooseJail(sandbox) };
  const simplified = await simplifyChange(record, problem, facts, sandbox);
  const pictures = await picturesOf(
    options,
    programs.map((files) => readProgram(files)),
  );
  return { facts, pictures, simplified, missing: undefined };
}

/** Limits on finding the needed parts of a winner's change: evaluations, and milliseconds. */
const mostTrials = 100;
const longestTrials = 30_000;

/**
 * The winner's change without the parts that its score does not need: each is taken back, and the rest is scored again.
 * Undefined if all are needed, or if scores are timings, which vary by chance.
 */
async function simplifyChange(
  record: RunRecord,
  problem: LoadedProblem,
  { origin, winner: { attempt, score } }: ReportFacts,
  sandbox: SandboxLevel,
): Promise<string | undefined> {
  if (attempt === origin || isTimed(problem.problem.evaluator)) return undefined;
  const [from, to] = [record.entry(origin), record.entry(attempt)];
  const initial = await record.files(from);
  const hunks = readHunks(await record.patch(from, to, 0));
  const evaluator = await openEvaluation(problem, { seed: record.facts.seed, sandbox });
  const deadline = Date.now() + longestTrials;
  const holds = async (kept: readonly Hunk[]) => {
    if (Date.now() > deadline) return false;
    const evaluation = await evaluator.evaluate(readProgram(applyHunks(initial, kept)));
    return evaluation.status === 'scored' && !isBetter(record.facts.direction, score, evaluation.score);
  };
  try {
    if (!(await holds(hunks))) return undefined;
    const needed = await neededHunks(hunks, holds, mostTrials);
    return needed.length === hunks.length ? undefined : await diffFiles(initial, applyHunks(initial, needed));
  } finally {
    await evaluator.close();
  }
}
