import { EnvironmentError, UsageError } from '../../api/errors.ts';
import type { LoadedProblem } from '../../api/problem.ts';
import { holdsRooms, type Jail, type RoomJail } from '../jail/jail.ts';
import { checkOverseer } from '../native/check-overseer.ts';
import { wordsOf } from '../native/words.ts';
import { CleanCopy } from './clean-copy.ts';
import { failureOf } from './outcome.ts';
import { planRepository, type RepositoryPlan, repositoryLimits } from './plan.ts';
import { runCommand } from './shell.ts';
import { toolsFor } from './tools.ts';

/** Copies of this process. One serves all evaluations of a repository, audits among them, as preparing it may take long. */
const copies = new Map<string, Promise<CleanCopy>>();

/**
 * The prepared copy of a problem's repository, made when it is first needed and removed when the process ends.
 *
 * @throws {UsageError} where it cannot be made, or where a command that prepares it fails.
 * @throws {EnvironmentError} where nothing holds the commands, or the machine lacks a program.
 */
export async function copyOf(problem: LoadedProblem, jail: Jail | undefined): Promise<CleanCopy> {
  const key = JSON.stringify([problem.repository, problem.fingerprint, jail?.name]);
  const copy = copies.get(key) ?? make(problem, roomsOf(jail));
  copies.set(key, copy);
  copy.catch(() => copies.delete(key));
  return await copy;
}

function roomsOf(jail: Jail | undefined): RoomJail {
  if (holdsRooms(jail)) return jail;
  throw new EnvironmentError(`The sandbox ${jail?.name ?? 'process'} cannot hold commands of a repository.`);
}

async function make(problem: LoadedProblem, jail: RoomJail): Promise<CleanCopy> {
  checkOverseer();
  const { repository } = problem;
  if (!repository) throw new Error(`${problem.problem.name} is no part of a repository`);
  const lines = repository.prepare.map(wordsOf);
  const plans = planRepository(problem);
  const copy = await CleanCopy.open(
    repository,
    toolsFor(repository, [...lines, ...plans.map(({ words }) => words)]),
    jail,
  );
  try {
    for (const words of lines) await prepare(copy, planOf(words, plans));
    return copy;
  } catch (error) {
    await copy.close();
    throw error;
  }
}

function planOf(words: readonly string[], plans: readonly RepositoryPlan[]): RepositoryPlan {
  const limits = { ...plans[0]!.limits, milliseconds: repositoryLimits({}).milliseconds };
  const command = { role: 'check' as const, run: words };
  return { name: 'prepare', command, words, limits, rounds: 0, wall: false, heldBack: false, tests: undefined };
}

async function prepare(copy: CleanCopy, plan: RepositoryPlan): Promise<void> {
  const failed = failureOf(await runCommand(copy, copy.clean, plan), plan, copy.repository.root);
  if (failed) throw new UsageError(`prepare: ${failed.message}`);
}
