import { UsageError } from '../api/errors.ts';
import { Hints } from '../memory/hints.ts';
import { plainAfter } from '../plain.ts';
import { populationPath } from '../population-path.ts';
import { jsonOption, populationArgument, sandboxOption, wholeNumber } from './arguments.ts';
import { authorOption, userName } from './author.ts';
import { defineCommand } from './command.ts';
import { printJson } from './standard-output.ts';
import { withRecord } from './with-record.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .positional('text', {
        type: 'string',
        describe: 'A sentence for the models; without one, the hints in force are listed',
      })
      .options({
        remove: wholeNumber('remove', 0, 'Takes the hint of this number back'),
        by: authorOption,
        sandbox: sandboxOption,
        json: jsonOption,
      })
      .example('$0 hint circle-packing-26-1 "try a hexagonal start"', 'every prompt shows it from now on')
      .example('$0 hint circle-packing-26-1', 'the hints in force, with their numbers')
      .example('$0 hint circle-packing-26-1 --remove 812', 'takes it back'),
  handler: async ({ population, text, remove, by = userName(), sandbox, json }) => {
    if (text !== undefined && remove !== undefined) throw new UsageError('Pass either a text or --remove, not both.');
    const path = await populationPath(population);
    if (text === undefined && remove === undefined) return await list(population, json);
    const { usePopulation } = await import('../compose/open-run.ts');
    const number = await usePopulation(path, { sandbox }, async (run) => {
      if (remove === undefined) return await run.hint(text as string, by);
      await run.removeHint(remove, by);
      return remove;
    });
    const what =
      text === undefined ? `hint #${remove} is taken back` : `hint #${number}: every prompt shows it from now on`;
    if (json) printJson({ number, removed: text === undefined });
    else console.log(what);
  },
});

async function list(population: string, json: boolean): Promise<void> {
  await withRecord(population, async ({ entries }) => {
    const hints = new Hints();
    for (const { attempt } of entries) hints.tell({ attempt });
    const lines = hints.all.map(({ number, text }) => `#${number} ${plainAfter(text)}`);
    if (json) printJson(hints.all);
    else console.log(lines.join('\n') || 'No hints are in force.');
  });
}
