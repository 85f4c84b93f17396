import { fitnessOf, isBetter } from '../api/direction.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { isTimed } from '../evaluation/plan.ts';
import { readProgram } from '../language/program.ts';
import { diffFiles } from '../record/diff-files.ts';
import type { RunRecord } from '../record/read-record.ts';
import type { ReportFacts } from '../report/facts.ts';
import { applyHunks, type Hunk, neededHunks, readHunks } from '../report/hunks.ts';
import type { ChangePart } from '../report/parts.ts';
import { rowOf } from '../report/row.ts';
import { openEvaluation } from './open-evaluation.ts';

/** What is left of a winner's change, and what each part of it is worth. */
export interface Ablation {
  /** Patch from the initial program to the winner without the parts that its score does not need; undefined if it needs all. */
  readonly simplified: string | undefined;
  /** The needed parts, those that are worth most first. */
  readonly parts: readonly ChangePart[];
}

/** Limits on finding the needed parts, and on measuring what each is worth. */
const search = { trials: 100, milliseconds: 30_000 };
const measuring = { trials: 60, milliseconds: 20_000 };

/** The score of the initial program with some hunks of the winner; undefined where it has none. */
type ScoreWith = (hunks: readonly Hunk[]) => Promise<number | undefined>;

/**
 * Takes parts of the winner's change back and scores the rest again: first to find those that its score needs, then each of
 * them alone. Undefined if scores are timings, which vary by chance, or the winner's score does not come out again.
 */
export async function takeBack(
  record: RunRecord,
  problem: LoadedProblem,
  { origin, winner }: ReportFacts,
  sandbox: SandboxLevel,
): Promise<Ablation | undefined> {
  if (winner.attempt === origin || isTimed(problem.problem.evaluator)) return undefined;
  const [from, to] = [record.entry(origin), record.entry(winner.attempt)];
  const initial = await record.files(from);
  const hunks = readHunks(await record.patch(from, to, 0));
  const evaluator = await openEvaluation(problem, { seed: record.facts.seed, sandbox });
  const scoreWith: ScoreWith = async (kept) => {
    const evaluation = await evaluator.evaluate(readProgram(applyHunks(initial, kept)));
    return evaluation.status === 'scored' ? evaluation.score : undefined;
  };
  try {
    const needed = await neededFor(winner.score, hunks, scoreWith, record);
    if (!needed) return undefined;
    const simplified =
      needed.length === hunks.length ? undefined : await diffFiles(initial, applyHunks(initial, needed));
    return { simplified, parts: await partsOf(needed, scoreWith, winner, record) };
  } finally {
    await evaluator.close();
  }
}

/** The hunks that a score needs, as far as time allows to tell; undefined if all of them do not reach it. */
async function neededFor(
  score: number,
  hunks: readonly Hunk[],
  scoreWith: ScoreWith,
  { facts: { direction } }: RunRecord,
): Promise<readonly Hunk[] | undefined> {
  const deadline = performance.now() + search.milliseconds;
  const holds = async (kept: readonly Hunk[]) => {
    const found = await scoreWith(kept);
    return found !== undefined && !isBetter(direction, score, found);
  };
  return (await holds(hunks)) ? await neededHunks(hunks, holds, { trials: search.trials, deadline }) : undefined;
}

/** What each hunk is worth: each is taken back alone. */
async function partsOf(
  hunks: readonly Hunk[],
  scoreWith: ScoreWith,
  { attempt, score }: ReportFacts['winner'],
  record: RunRecord,
): Promise<readonly ChangePart[]> {
  const deadline = performance.now() + measuring.milliseconds;
  const parts: ChangePart[] = [];
  for (const hunk of hunks.slice(0, measuring.trials)) {
    if (performance.now() > deadline) break;
    const without = await scoreWith(hunks.filter((other) => other !== hunk));
    const loss = without === undefined ? undefined : fitnessOf(record.facts.direction, score - without);
    const { file, start, removed, added } = hunk;
    parts.push({ file, line: start + 1, removed, added, without, loss, by: await writersOf(hunk, attempt, record) });
  }
  return parts.sort((a, b) => (b.loss ?? Number.NEGATIVE_INFINITY) - (a.loss ?? Number.NEGATIVE_INFINITY));
}

/** The attempts that wrote the added lines of a hunk, in the order of their numbers. */
async function writersOf({ file, at, added }: Hunk, winner: number, record: RunRecord): Promise<ChangePart['by']> {
  const lines = added.length === 0 ? [] : await record.blame(record.entry(winner), file);
  const numbers = [...new Set(lines.slice(at, at + added.length))].sort((a, b) => a - b);
  return numbers.map((number) => {
    const { proposer, model, summary } = rowOf(record.entry(number).attempt);
    return { attempt: number, proposer, model, summary };
  });
}
