import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failed, fail } from '../native/outcome.ts';
import type { Ended } from '../native/start-program.ts';
import type { CleanCopy, Space } from './clean-copy.ts';
import { failureOf, linesOf } from './outcome.ts';
import type { RepositoryPlan } from './plan.ts';
import { printedBy } from './printed.ts';
import { readWithin } from './read-file.ts';
import { runCommand } from './run-command.ts';

/** One run of a measure: its number, and what the run took, in milliseconds. */
export interface Measured {
  readonly status: 'measured';
  readonly value: number;
  readonly cpuMilliseconds: number;
  readonly wallMilliseconds: number;
}

/** Runs a measure once in a space; `seed` takes the place of {seed} in its words. */
export async function measureIn(
  copy: CleanCopy,
  space: Space,
  plan: RepositoryPlan,
  seed: number,
  signal?: AbortSignal,
): Promise<Measured | Failed> {
  const { root, folder } = copy.repository;
  const { file } = plan.command;
  const path = file === undefined ? undefined : copy.pathIn(space, join(folder, file));
  if (path !== undefined) await rm(path, { force: true, recursive: true });
  const words = plan.words.map((word) => word.replaceAll('{seed}', String(seed)));
  const ended = await runCommand(copy, space, { ...plan, words }, signal);
  const failed = failureOf(ended, plan, root);
  if (failed) return failed;
  const { cpuMilliseconds, wallMilliseconds } = ended.report!;
  const text = path === undefined ? undefined : await readWithin(copy.pathIn(space), path);
  const value = plan.command.read ? numberOf(ended, plan, text) : plan.wall ? wallMilliseconds : cpuMilliseconds;
  if (typeof value === 'number') return { status: 'measured', value, cpuMilliseconds, wallMilliseconds };
  return fail('wrong', value.wrong, linesOf(ended, root));
}

/** The number of a run, of which ratios can be made, or why there is none. */
function numberOf(
  ended: Ended,
  { command, words }: RepositoryPlan,
  file: string | undefined,
): number | { readonly wrong: string } {
  const line = words.join(' ');
  if (command.file !== undefined && file === undefined) return { wrong: `${line} wrote no file ${command.file}` };
  const reading = command.read!({ ...printedBy(ended), file });
  if ('wrong' in reading) return { wrong: `${line}: ${reading.wrong}` };
  if (Number.isFinite(reading.value) && reading.value > 0) return reading.value;
  return { wrong: `${line} measured ${reading.value}, and only numbers above 0 can be compared as ratios` };
}
