import type { RepositoryOutput } from '../../api/evaluator.ts';
import type { Ended } from '../native/overseen-jail.ts';

/** What a command of a repository printed. */
export type Printed = Pick<RepositoryOutput, 'stdout' | 'stderr'>;

/** The texts that a command left which has ended. */
export function printedBy({ output, complaint }: Ended): Printed {
  return { stdout: Buffer.from(output).toString(), stderr: complaint };
}
