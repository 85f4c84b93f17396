import { existsSync } from 'node:fs';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FailureError, UsageError } from '../api/errors.ts';
import { jsonOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { printJson } from './standard-output.ts';

/** Where questions go and answers come from. */
export type Terminal = { readonly input?: NodeJS.ReadableStream; readonly output?: NodeJS.WritableStream };

/** Templates to start from, by the name of their folder. */
const templates = {
  function: 'a function to approximate; the shortest template',
  construction: 'points, graphs or sets to construct, verified in exact arithmetic',
  heuristic: 'a rule that is scored on instances, with others held back',
  kernel: 'a function to make faster: correct first, then timed',
  command: 'a program in another language (here C), built and run in the sandbox of the operating system',
};
type Template = keyof typeof templates;
const names = Object.keys(templates) as Template[];

const folderOf = (template: Template) =>
  fileURLToPath(new URL(`../../problems/_template/${template}`, import.meta.url));

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('name', {
        type: 'string',
        describe: 'Name of the problem: letters, digits, hyphens; a terminal asks for it',
      })
      .option('template', {
        choices: names,
        describe:
          'Template: a function to approximate (default), a construction that is verified exactly, a heuristic on instances, ' +
          'a kernel that is timed, or a command that builds and runs a program in another language',
      })
      .option('json', jsonOption)
      .example(
        '$0 new my-heuristic',
        'creates the folder my-heuristic, or problems/my-heuristic if there is a folder problems',
      )
      .example('$0 new my-kernel --template kernel', 'a kernel: correct first, then fast'),
  handler: async (argv) => {
    const { name, template } = await settle(argv);
    const folder = await scaffold(name, template);
    const files = await readdir(folder);
    if (argv.json) printJson({ folder, files });
    else console.log(nextSteps(name, folder, files));
  },
});

/** Asks on a terminal for what was not given. */
async function settle({ name, template }: { name?: string | undefined; template?: Template | undefined }) {
  if (name !== undefined) return { name, template: template ?? 'function' };
  if (process.stdin.isTTY) return await askWhat(template, { output: process.stderr });
  throw new UsageError('A problem needs a name: germline new my-heuristic. On a terminal, germline new asks for it.');
}

/** Asks for a name, and for a template unless one is known. @throws {FailureError} when the user leaves by Ctrl-C. */
export async function askWhat(known: Template | undefined, terminal: Terminal) {
  const [{ default: input }, { default: select }] = await Promise.all([
    import('@inquirer/input'),
    import('@inquirer/select'),
  ]);
  const choices = names.map((value) => ({ value, name: `${value.padEnd(13)} ${templates[value]}` }));
  try {
    const name = await input({ message: 'Name of the problem', default: 'my-problem', validate: checkName }, terminal);
    const template = known ?? (await select({ message: 'What is it most like?', choices }, terminal));
    return { name, template };
  } catch (cause) {
    if ((cause as Error).name !== 'ExitPromptError') throw cause;
    throw new FailureError('Nothing was made.', { cause });
  }
}

function checkName(name: string): true | string {
  if (!isName(name)) return 'Use letters, digits and hyphens, such as my-heuristic.';
  return existsSync(placeOf(name)) ? `${placeOf(name)} already exists.` : true;
}

const isName = (name: string) => /^[a-z][a-z0-9-]*$/i.test(name);
const placeOf = (name: string) => resolve(existsSync('problems') ? join('problems', name) : name);

async function scaffold(name: string, template: Template): Promise<string> {
  if (!isName(name))
    throw new UsageError(`Invalid problem name '${name}': use letters, digits and hyphens, such as my-heuristic.`);
  const folder = placeOf(name);
  if (existsSync(folder)) throw new UsageError(`${folder} already exists: choose another name, or remove it.`);
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
    `Created ${folder} with ${files.join(', ')}.`,
    '',
    `  germline eval ${spec}             scores the initial program`,
    `  germline check ${spec}            tries cheats on its evaluator`,
    `  germline run ${spec} --for 1m     searches for a better one`,
    '',
    'Then write your own: problem.ts has the statement and the evaluator, initial.ts is the program to start from.',
  ].join('\n');
}
