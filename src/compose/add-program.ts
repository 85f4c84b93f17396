import type { Files } from '../api/program.ts';
import type { ClientTask, RunClient, Told } from '../api/run.ts';

/** A program of a person's, as a change of a candidate. */
export interface AddedProgram {
  /** The candidate that it was made from. */
  readonly parent: number;
  /** Files that differ from the parent's, or all of them. */
  readonly files: Files;
  /** One line: what was changed. */
  readonly summary: string;
  /** Its author. */
  readonly by: string;
}

/** Adds a program to a run: it passes the gates, is evaluated, and takes its place. */
export async function addProgram(
  run: RunClient,
  { parent, files, summary, by }: AddedProgram,
): Promise<{ readonly task: ClientTask; readonly told: Told }> {
  const task = await run.ask({ parent });
  const program = { files: { ...task.parent.files, ...files } };
  return { task, told: await run.tell(task, { program, summary, by }) };
}
