import { existsSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { UsageError } from '../api/errors.ts';
import { loadProblem } from '../load-problem.ts';
import { problemText } from '../peer-folder/problem-text.ts';
import { isPeerEvaluator } from '../peer-folder/read-folder.ts';
import { jsonOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { printJson } from './standard-output.ts';

/** What a folder holds that no problem needs. */
const left = /^(__pycache__|\.git|\.?venv|node_modules|.*_output|results.*|.*\.pyc)$/;

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('folder', {
        type: 'string',
        demandOption: true,
        describe: 'A folder that was made for OpenEvolve or ShinkaEvolve',
      })
      .option('to', { type: 'string', describe: 'The new folder [default: its name]', requiresArg: true })
      .option('json', jsonOption)
      .example('$0 import ./examples/circle_packing', 'creates ./circle_packing with its files and a problem.yaml')
      .epilogue(
        '"germline run" runs such a folder as it is. An import is for what it cannot say: descriptors, objectives, the best ' +
          'known score, other limits.',
      ),
  handler: async (argv) => {
    const loaded = await loadProblem(argv.folder);
    if (!isPeerEvaluator(loaded.path))
      throw new UsageError(`${argv.folder} is a problem already: ${basename(loaded.path)}.`);
    const folder = resolve(argv.to ?? loaded.problem.name);
    if (existsSync(folder)) throw new UsageError(`${folder} already exists: pass --to another one.`);
    const filter = (path: string) => !left.test(basename(path));
    await cp(resolve(loaded.path, '..'), folder, { recursive: true, filter });
    await writeFile(join(folder, 'problem.yaml'), problemText(loaded));
    const { notes = [], settings = {} } = loaded.suggested ?? {};
    if (argv.json) printJson({ folder, settings, notes });
    else console.log([...notes, nextSteps(`./${relative('', folder)}`, settings)].join('\n'));
  },
});

function nextSteps(spec: string, settings: Readonly<Record<string, unknown>>): string {
  const options = Object.entries(settings).map(([name, value]) => ` --set ${name}=${value}`);
  return `Created ${spec} with a problem.yaml.\n\n  germline check ${spec}\n  germline run ${spec}${options.join('')}`;
}
