import { UsageError } from '../../api/errors.ts';
import type { Failed } from '../native/outcome.ts';
import { failedTests } from './count-tests.ts';
import { failureOf } from './outcome.ts';
import type { RepositoryPlan } from './plan.ts';
import { printedBy } from './printed.ts';
import type { CommandEnd } from './shell.ts';

/** Signs of a command that wants what its sandbox lacks, and what to do. */
const hints: readonly (readonly [sign: RegExp, advice: string])[] = [
  [
    /ENOTFOUND|EAI_AGAIN|ENETUNREACH|ETIMEDOUT|name resolution|[Nn]etwork is unreachable|getaddrinfo|Could not resolve host|failed to download|no matching package/,
    'Commands have no network here: what they download must be there before, among "dependencies" or by "prepare".',
  ],
  [
    /EROFS|[Rr]ead-only file system/,
    'Dependencies are read-only here: a tool that keeps a cache in them needs an option against it, such as "vitest run --no-cache".',
  ],
];

/** The error of a command that fails with the unchanged code. */
export function refused({ message }: Failed): UsageError {
  const advice = hints.filter(([sign]) => sign.test(message)).map(([, text]) => `\n${text}`);
  return new UsageError(`The unchanged code does not pass, so no candidate could: ${message}${advice.join('')}`);
}

/** @throws {UsageError} where a test fails, with its name where it fails only sometimes. */
export function expectSteady(all: readonly CommandEnd[], plan: RepositoryPlan, root: string): void {
  const failures = all.map((ended) => failureOf(ended, plan, root));
  const failing = failures.filter((failed) => failed !== undefined);
  if (failing.length === 0) return;
  if (failing.length === all.length) throw refused(failing[0]!);
  const names = all.flatMap((ended, index) => (failures[index] ? failedTests(printedBy(ended)) : []));
  throw new UsageError(
    `${plan.words.join(' ')} fails sometimes with the unchanged code (${failing.length} of ${all.length} times)` +
      `${names.length > 0 ? `: ${[...new Set(names)].slice(0, 5).join(', ')}` : ''}. Candidates would fail by chance: ` +
      `make it steady, or leave it out of the command.\n${failing[0]!.message}`,
  );
}
