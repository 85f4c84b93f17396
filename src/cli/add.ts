import { userInfo } from 'node:os';
import { basename } from 'node:path';
import type { Told } from '../api/run.ts';
import { openPopulation } from '../compose/open-run.ts';
import { formatNumber } from '../format.ts';
import { plain } from '../plain.ts';
import { populationPath } from '../population-path.ts';
import { jsonOption, populationArgument, sandboxOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { readFiles } from './read-files.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .positional('file', {
        type: 'string',
        demandOption: true,
        describe: 'The program: a file for the entry, or a folder with all files',
      })
      .options({
        parent: {
          type: 'number',
          describe: 'Attempt number of the candidate it was made from [default: the champion]',
          requiresArg: true,
        },
        summary: { type: 'string', describe: 'One line: what was changed', requiresArg: true },
        by: { type: 'string', describe: 'Who made it [default: your user name]', requiresArg: true },
        sandbox: sandboxOption,
        json: jsonOption,
      })
      .example('$0 add circle-packing-26-1 better.ts --summary "hexagonal start"', 'also while the search goes on')
      .epilogue(
        'The program passes the same gates as any child, is evaluated, and takes its place if it is good or different. ' +
          'Exit code 1 if it is refused or fails.',
      ),
  handler: async ({
    population,
    file,
    parent,
    summary = `added from ${basename(file)}`,
    by = userInfo().username,
    ...argv
  }) => {
    await using run = await openPopulation(await populationPath(population), { sandbox: argv.sandbox });
    const best = parent ?? (await run.best()).number;
    const task = await run.ask({ parent: best });
    const program = { files: await readFiles(file, task.parent.files) };
    const told = await run.tell(task, { program, summary, by });
    console.log(argv.json ? JSON.stringify(told) : plain(describe(told, best)));
    if (told.outcome.status !== 'scored') process.exitCode = 1;
  },
});

function describe({ attempt, outcome, placement, improvedChampion }: Told, parent: number): string {
  const what = `attempt ${attempt}, a child of #${parent}`;
  if (outcome.status === 'refused') return `${what}: refused (${outcome.reason}): ${outcome.feedback}`;
  if (outcome.status === 'failed')
    return `${what}: failed (${outcome.reason} in ${outcome.stage}): ${outcome.feedback}`;
  const place = improvedChampion
    ? 'the new champion'
    : placement === 'rejected'
      ? 'no place in its island'
      : 'has a place';
  return `${what}: score ${formatNumber(outcome.score)}, ${place}`;
}
