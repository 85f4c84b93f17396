import { populationPath } from '../population-path.ts';
import { commitOf, type RunRecord } from '../record/read-record.ts';
import { originOf } from '../report/ancestry.ts';
import { candidateArgument, populationArgument } from './arguments.ts';
import { defineCommand } from './command.ts';
import { showGit } from './git-output.ts';
import { withRecord } from './with-record.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .positional('candidate', candidateArgument)
      .positional('other', { type: 'string', describe: 'The candidate to compare with' })
      .option('with', {
        type: 'string',
        describe: 'Population of the other candidate [default candidate of both: the winner]',
        requiresArg: true,
      })
      .example('$0 diff circle-packing-26-1', 'from the initial program to the winner')
      .example('$0 diff circle-packing-26-1 12 34', 'from attempt 12 to attempt 34')
      .example('$0 diff monday --with tuesday', 'from the winner of one run to that of another'),
  handler: (argv) =>
    withRecord(argv.population, (record) =>
      argv.with === undefined ? diffWithin(record, argv) : diffAcross(record, { ...argv, with: argv.with }),
    ),
});

interface Named {
  readonly population: string;
  readonly candidate: string;
  readonly other: string | undefined;
}

async function diffWithin(record: RunRecord, { population, candidate, other }: Named): Promise<void> {
  const to = record.find(other ?? candidate);
  const from = other === undefined ? originOf(record, to) : record.find(candidate);
  await showGit(await populationPath(population), ['diff', commitOf(from), commitOf(to)]);
}

function diffAcross(record: RunRecord, named: Named & { readonly with: string }): Promise<void> {
  const { population, candidate, other = 'champion' } = named;
  return withRecord(named.with, async (second) => {
    const commits = [commitOf(record.find(candidate)), commitOf(second.find(other))];
    await showGit(await populationPath(population), ['diff', ...commits], await populationPath(named.with));
  });
}
