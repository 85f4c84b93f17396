import { readFile } from 'node:fs/promises';
import { UsageError } from '../api/errors.ts';
import type { PlaybookItem } from '../api/playbook.ts';
import { readPlaybook } from '../compose/read-playbook.ts';
import { messageOf } from '../fault.ts';
import { plainAfter } from '../plain.ts';
import { populationPath } from '../population-path.ts';
import { jsonOption, populationArgument, sandboxOption } from './arguments.ts';
import { authorOption, userName } from './author.ts';
import { defineCommand } from './command.ts';
import { describeEmpty, describeFixed, describeItem, describePayoff, describeWording } from './describe-playbook.ts';
import { editText } from './edit-text.ts';
import { changesTo, playbookText, readPlaybookText } from './playbook-text.ts';
import { printJson } from './standard-output.ts';
import { withRecord } from './with-record.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .options({
        edit: { type: 'boolean', default: false, describe: 'Change the items in your editor (VISUAL or EDITOR)' },
        from: { type: 'string', describe: 'File with the changed items, in place of an editor', requiresArg: true },
        prompts: {
          type: 'boolean',
          default: false,
          describe: 'Show the wordings of prompts instead, with their evidence',
        },
        by: authorOption,
        sandbox: sandboxOption,
        json: jsonOption,
      })
      .example('$0 playbook circle-packing-26-1', 'what models learnt, and the evidence of each item')
      .example('$0 playbook circle-packing-26-1 --edit', 'change, retire and add items, also during the search')
      .example('$0 playbook circle-packing-26-1 --prompts', 'which prompts led to what')
      .example('$0 export circle-packing-26-1 --playbook lessons.json', 'for run --playbook')
      .epilogue(
        'Models write the playbook where runs are long enough: --set playbook=on, off or auto, see docs/playbook.md. ' +
          'A change is recorded as an attempt under your name; models change no words of people.',
      ),
  handler: async ({ population, edit, from, prompts, by = userName(), sandbox, json }) => {
    if (prompts) return await listPrompts(population, json);
    if (!edit && from === undefined) return await list(population, json);
    const items = await itemsOf(population);
    const change = (text: string) => record({ population, items, by, sandbox }, text, from ?? 'the text');
    const number =
      from === undefined
        ? await editText(playbookText(items), 'playbook.txt', change)
        : await change(await readText(from));
    if (json) printJson({ number: number ?? null });
    else console.log(number === undefined ? 'Nothing was changed.' : `#${number}: the playbook is changed.`);
  },
});

interface Edited {
  readonly population: string;
  readonly items: readonly PlaybookItem[];
  readonly by: string;
  readonly sandbox: Parameters<typeof import('../compose/open-run.ts').usePopulation>[1]['sandbox'];
}

/** Records the changes that make this text of the items; undefined where there are none. */
async function record({ population, items, by, sandbox }: Edited, text: string, source: string) {
  const changes = changesTo(items, readPlaybookText(text, source));
  if (changes.length === 0) return undefined;
  const { usePopulation } = await import('../compose/open-run.ts');
  return await usePopulation(await populationPath(population), { sandbox }, (run) => run.changePlaybook(changes, by));
}

async function itemsOf(population: string): Promise<readonly PlaybookItem[]> {
  let items: readonly PlaybookItem[] = [];
  await withRecord(population, async (record) => {
    items = (await readPlaybook(record)).playbook.items;
  });
  return items;
}

async function readText(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`The items cannot be read: ${messageOf(error)}`);
  });
}

async function list(population: string, json: boolean): Promise<void> {
  await withRecord(population, async (record) => {
    const { playbook, missing } = await readPlaybook(record);
    const { items, compared, payoff } = playbook;
    if (json) return printJson({ items, compared, payoff });
    if (missing !== undefined) console.error(`The evidence may differ from that of the run. ${missing}`);
    if (items.length === 0) return console.log(describeEmpty(playbook));
    const lines = items.flatMap((item) => {
      const [head = '', ...rest] = describeItem(item).map((line) => plainAfter(line));
      return [head, ...rest.map((line) => `    ${line}`)];
    });
    console.log([...lines, describePayoff(playbook)].join('\n'));
  });
}

async function listPrompts(population: string, json: boolean): Promise<void> {
  await withRecord(population, async (record) => {
    const { prompts } = await readPlaybook(record);
    if (json) return printJson({ prompts: prompts.all });
    const lines = prompts.all.flatMap(describeWording).map((line) => plainAfter(line));
    console.log([...lines, describeFixed(prompts)].filter((line) => line !== undefined).join('\n'));
  });
}
