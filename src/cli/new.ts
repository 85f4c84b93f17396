import { existsSync } from 'node:fs';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EnvironmentError, FailureError, UsageError } from '../api/errors.ts';
import { findJail } from '../evaluation/jail/find-jail.ts';
import { findTool } from '../evaluation/native/toolchain.ts';
import { jsonOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { writeEditorTypes } from './editor-types.ts';
import { ownName } from './own-name.ts';
import { printJson } from './standard-output.ts';

/** Where questions go and answers come from. */
export type Terminal = { readonly input?: NodeJS.ReadableStream; readonly output?: NodeJS.WritableStream };

interface Description {
  readonly says: string;
  /** Folder of files that it has in common with others. */
  readonly shared?: string;
  /** Programs that it needs. */
  readonly tools?: readonly string[];
}

/** Templates to start from, by the name of their folder. */
const templates = {
  function: { says: 'a function to approximate; the shortest template' },
  construction: { says: 'points, graphs or sets to construct, verified in exact arithmetic' },
  heuristic: { says: 'a rule that is scored on instances, with others held back' },
  kernel: { says: 'a function to make faster: correct first, then timed' },
  c: { says: 'a function in C to make faster, raced as a program', shared: 'primes', tools: ['cc', 'python3'] },
  cpp: { says: 'the same in C++', shared: 'primes', tools: ['g++', 'python3'] },
  rust: { says: 'the same in Rust', shared: 'primes', tools: ['rustc', 'cc', 'python3'] },
  go: { says: 'a rule in Go that is scored on instances', shared: 'jobs', tools: ['go', 'python3'] },
  python: { says: 'the same in Python, scored by functions in Python', tools: ['python3'] },
  command: {
    says: 'the same, run by any command; here JavaScript by node',
    shared: 'jobs',
    tools: ['node', 'python3'],
  },
} satisfies Record<string, Description>;
type Template = keyof typeof templates;
const names = Object.keys(templates) as Template[];
const about = (template: Template): Description => templates[template];

const at = (place: string) => fileURLToPath(new URL(`../../problems/${place}`, import.meta.url));

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('name', {
        type: 'string',
        describe: 'Name of the problem: letters, digits, hyphens; a terminal asks for it',
      })
      .option('template', {
        requiresArg: true,
        choices: names,
        describe:
          'Template: a function to approximate (default), a construction that is verified exactly, a heuristic on instances, ' +
          'a kernel that is timed, or a program in C, C++, Rust, Go, Python or, by commands of yours, any other language',
      })
      .option('json', jsonOption)
      .example(
        '$0 new my-heuristic',
        'creates the folder my-heuristic, or problems/my-heuristic if there is a folder problems',
      )
      .example('$0 new my-kernel --template kernel', 'a kernel: correct first, then fast')
      .example('$0 new my-rule --template python', 'a function in Python, scored by functions in Python'),
  handler: async (argv) => {
    const { name, template } = await settle(argv);
    const folder = await scaffold(name, template);
    const [files, missing] = [await readdir(folder), whatIsMissing(template, folder)];
    if (argv.json) printJson({ folder, files, missing });
    else console.log(nextSteps(name, folder, files, missing));
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
  const choices = names.map((value) => ({ value, name: `${value.padEnd(13)} ${templates[value].says}` }));
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
  const { shared } = about(template);
  const sources = [`_template/${template}`, ...(shared ? [`_template-shared/${shared}`] : [])];
  for (const source of sources) await cp(at(source), folder, { recursive: true });
  for (const file of await readdir(folder)) await fillIn(join(folder, file), name);
  if (existsSync(join(folder, 'problem.ts'))) await writeEditorTypes(folder);
  return folder;
}

/** Puts the problem's name, and the way to the schema for editors, into a file of a template. */
async function fillIn(path: string, name: string): Promise<void> {
  const schema = relative(dirname(path), at('problem.schema.json')).replaceAll('\\', '/');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replaceAll('PROBLEM-NAME', name).replaceAll('PROBLEM-SCHEMA', schema));
}

/** What the template needs and this machine lacks, with what to install. */
function whatIsMissing(template: Template, folder: string): readonly string[] {
  const { tools = [] } = about(template);
  const sandbox = tools.length > 0 ? findJail() : {};
  return [
    ...tools.flatMap((tool) => lackOf(tool, folder)),
    ...('missing' in sandbox ? [`Its programs run only inside the system's sandbox. ${sandbox.missing}`] : []),
  ];
}

function lackOf(tool: string, folder: string): readonly string[] {
  try {
    findTool(tool, folder);
    return [];
  } catch (error) {
    if (error instanceof EnvironmentError) return [error.message];
    throw error;
  }
}

function nextSteps(name: string, folder: string, files: readonly string[], missing: readonly string[]): string {
  const spec = folder === resolve('problems', name) ? name : `./${name}`;
  const germline = ownName();
  return [
    `Created ${folder} with ${files.join(', ')}.`,
    ...missing.map((what) => `It does not run yet: ${what}`),
    '',
    `  ${germline} eval ${spec}             scores the initial program`,
    `  ${germline} check ${spec}            tries cheats on its evaluator`,
    `  ${germline} run ${spec} --for 1m     searches for a better one`,
    '',
    'Then write your own: README.md says what each of its files is for.',
  ].join('\n');
}
