import { existsSync } from 'node:fs';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../api/errors.ts';
import { jsonOption } from './arguments.ts';
import { defineCommand } from './command.ts';

/** What there is to start from. The names are those of the folders. */
const templates = ['function', 'construction', 'heuristic', 'kernel'] as const;
type Template = (typeof templates)[number];

const folderOf = (template: Template) =>
  fileURLToPath(new URL(`../../problems/_template/${template}`, import.meta.url));

export const newCommand = defineCommand({
  command: 'new <name>',
  describe: 'Make a folder with a problem that runs at once, to be changed into yours',
  builder: (yargs) =>
    yargs
      .positional('name', {
        type: 'string',
        demandOption: true,
        describe: 'Name of the problem: letters, digits, hyphens',
      })
      .option('template', {
        choices: templates,
        default: 'function' as Template,
        describe:
          'What to start from: a function to approximate, a construction that is verified exactly, a heuristic on instances, or a ' +
          'kernel that is raced',
      })
      .option('json', jsonOption)
      .example(
        '$0 new my-heuristic',
        'makes the folder my-heuristic, or problems/my-heuristic where there is a folder problems',
      )
      .example('$0 new my-kernel --template kernel', 'a kernel: first correct, then fast'),
  handler: async (argv) => {
    const folder = await scaffold(argv.name, argv.template);
    const files = await readdir(folder);
    console.log(argv.json ? JSON.stringify({ folder, files }) : nextSteps(argv.name, folder, files));
  },
});

async function scaffold(name: string, template: Template): Promise<string> {
  if (!/^[a-z][a-z0-9-]*$/i.test(name))
    throw new UsageError(`${name} is no name for a problem: use letters, digits and hyphens, such as my-heuristic.`);
  const folder = resolve(existsSync('problems') ? join('problems', name) : name);
  if (existsSync(folder)) throw new UsageError(`${folder} exists already: choose another name, or remove it.`);
  await cp(folderOf(template), folder, { recursive: true });
  for (const file of await readdir(folder)) {
    const path = join(folder, file);
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll('PROBLEM-NAME', name));
  }
  return folder;
}

function nextSteps(name: string, folder: string, files: readonly string[]): string {
  const spec = folder === resolve('problems', name) ? name : `./${name}`;
  return [
    `Made ${folder} with ${files.join(', ')}.`,
    '',
    `  germline eval ${spec}             scores the initial program`,
    `  germline check ${spec}            tries cheats on its evaluator`,
    `  germline run ${spec} --for 1m     searches for a better one`,
    '',
    'Then write your own: problem.ts says what is wanted and how it is scored, initial.ts is the program to start from.',
  ].join('\n');
}
