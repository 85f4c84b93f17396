import { EnvironmentError, UsageError } from '../api/errors.ts';
import { chooseJail, type SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { type Picture, picturesOf } from '../evaluation/picture.ts';
import { readProgram } from '../language/program.ts';
import type { RunRecord } from '../record/read-record.ts';
import { gatherFacts, type ReportFacts } from '../report/facts.ts';
import { recall } from './recall.ts';
import { type Ablation, takeBack } from './take-back.ts';

/** The contents of a report. */
export interface Findings {
  readonly facts: ReportFacts;
  /** Pictures of the initial program and of the winner; undefined if the problem has none. */
  readonly pictures: readonly Picture[] | undefined;
  /** What taking back parts of the winner's change showed; undefined where scores are timings or do not come out again. */
  readonly ablation: Ablation | undefined;
  /** What is left out and why, where the problem cannot be read as it was, or not be run here. */
  readonly missing: string | undefined;
}

/** Gathers the facts of a run, with pictures of its first and its best program. */
export async function findFacts(record: RunRecord, sandbox: SandboxLevel): Promise<Findings> {
  const { problem, population, known, missing } = await recall(record.facts);
  const facts = gatherFacts(record, population, known);
  if (!problem) {
    const text = `Without the problem as it was, nothing is said of its archive and picture. ${missing}`;
    return { facts, pictures: undefined, ablation: undefined, missing: text };
  }
  const programs = await Promise.all(
    [facts.origin, facts.winner.attempt].map((number) => record.files(record.entry(number))),
  );
  const options = { problem, seed: record.facts.seed, jail: chooseJail(sandbox) };
  try {
    const ablation = await takeBack(record, problem, facts, sandbox);
    const pictures = await picturesOf(
      options,
      programs.map((files) => readProgram(files)),
    );
    return { facts, pictures, ablation, missing: undefined };
  } catch (error) {
    if (!(error instanceof EnvironmentError || error instanceof UsageError)) throw error;
    const missing = `The programs cannot be run here, so nothing is said of the parts of the change, and there are no pictures. ${error.message}`;
    return { facts, pictures: undefined, ablation: undefined, missing };
  }
}
