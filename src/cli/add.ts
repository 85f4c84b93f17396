import { basename } from 'node:path';
import type { Told } from '../api/run.ts';
import { addProgram } from '../compose/add-program.ts';
import { usePopulation } from '../compose/open-run.ts';
import { formatOutcome } from '../format.ts';
import { plainAfter } from '../plain.ts';
import { populationPath } from '../population-path.ts';
import { jsonOption, populationArgument, sandboxOption, wholeNumber } from './arguments.ts';
import { authorOption, userName } from './author.ts';
import { defineCommand } from './command.ts';
import { askingOptions, readQueue } from './queue.ts';
import { readGiven } from './read-files.ts';
import { onStandardError, printJson } from './standard-output.ts';

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
        parent: wholeNumber('parent', 0, 'Attempt number of the candidate it was made from [default: the champion]'),
        summary: { type: 'string', describe: 'One line: what was changed', requiresArg: true },
        by: authorOption,
        ...askingOptions,
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
    by = userName(),
    sandbox,
    json,
    ...argv
  }) => {
    const path = await populationPath(population);
    const how = { sandbox, queue: readQueue(argv), reporter: onStandardError };
    const { told, task } = await usePopulation(path, how, async (run) => {
      const best = await run.best();
      const given = await readGiven(file, Object.keys(best.files));
      return await addProgram(run, { parent: parent ?? best.number, files: given, summary, by });
    });
    if (json) printJson(told);
    else console.log(plainAfter(describe(told, task.parent.number)));
    if (told.outcome.status !== 'scored') process.exitCode = 1;
  },
});

function describe({ attempt, outcome, placement, improvedChampion }: Told, parent: number): string {
  const result = `attempt ${attempt}, a child of #${parent}: ${formatOutcome(outcome)}`;
  if (outcome.status !== 'scored') return `${result}: ${outcome.feedback}`;
  const place = improvedChampion
    ? 'the new champion'
    : placement === 'rejected'
      ? 'no place in its island'
      : 'has a place';
  return `${result}, ${place}`;
}
