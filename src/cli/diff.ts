import { UsageError } from '../api/errors.ts';
import type { Entry, RunRecord } from '../population/read-record.ts';
import { candidateArgument, populationArgument } from './arguments.ts';
import { defineCommand } from './command.ts';
import { showGit } from './git-output.ts';
import { populationPath } from './population-path.ts';
import { withRecord } from './with-record.ts';

export const diff = defineCommand({
  command: 'diff <population> [candidate] [other]',
  describe: 'What differs between two candidates; one alone is compared with the initial program',
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .positional('candidate', candidateArgument)
      .positional('other', { type: 'string', describe: 'The candidate to compare with' })
      .example('$0 diff circle-packing-26-1', 'from the initial program to the winner')
      .example('$0 diff circle-packing-26-1 12 34', 'from attempt 12 to attempt 34'),
  handler: (argv) =>
    withRecord(argv.population, async (record) => {
      const [from, to] = argv.other === undefined ? ['0', argv.candidate] : [argv.candidate, argv.other];
      await showGit(populationPath(argv.population), ['diff', commitOf(record, from), commitOf(record, to)]);
    }),
});

function commitOf(record: RunRecord, reference: string): string {
  const { attempt, commit }: Entry = record.find(reference);
  if (!commit) throw new UsageError(`Attempt ${attempt.number} was refused, so it has no program to compare.`);
  return commit;
}
