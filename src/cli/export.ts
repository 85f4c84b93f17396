import { dirname, join, resolve } from 'node:path';
import { type Entry, exchangesOf, isAgentsLog, modelOf } from '../api/attempt.ts';
import { UsageError } from '../api/errors.ts';
import type { Files } from '../api/program.ts';
import { readPlaybook } from '../compose/read-playbook.ts';
import { makeFolder } from '../make-folder.ts';
import type { AnsweredAttempt } from '../models/answers.ts';
import { populationPath } from '../population-path.ts';
import { writeBundle } from '../record/bundle.ts';
import type { RunRecord } from '../record/read-record.ts';
import { originOf } from '../report/ancestry.ts';
import { readChange } from '../repository/apply/change.ts';
import { evidenceFor } from '../repository/apply/evidence.ts';
import { pullRequest } from '../repository/apply/pull-request.ts';
import { writePatch } from '../repository/apply/write-commit.ts';
import { signsIn } from '../review/review.ts';
import { candidateArgument, jsonOption, populationArgument, repositoryOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { describeTraining, trainingOptions, writeTraining } from './export-training.ts';
import { printJson } from './standard-output.ts';
import { withRecord } from './with-record.ts';
import { writeNew } from './write-new.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .positional('candidate', candidateArgument)
      .options({
        to: { type: 'string', describe: 'Folder to write the files to', requiresArg: true },
        patch: { type: 'boolean', default: false, describe: 'Print a patch for git apply; writes no files' },
        'pull-request': {
          type: 'boolean',
          default: false,
          describe: 'Print the text of a pull request, for a run of a repository',
        },
        repository: repositoryOption,
        bundle: {
          type: 'string',
          describe: 'File to write the whole population to, as a git bundle',
          requiresArg: true,
        },
        answers: {
          type: 'string',
          describe: "File to write the models' answers to, for run --answers",
          requiresArg: true,
        },
        playbook: {
          type: 'string',
          describe: 'File to write the lessons of the playbook to, for run --playbook',
          requiresArg: true,
        },
        ...trainingOptions,
        force: { type: 'boolean', default: false, describe: 'Overwrite existing files' },
        json: jsonOption,
      })
      .example('$0 export circle-packing-26-1 --to winner', "the winner's files")
      .example('$0 export circle-packing-26-1 --patch > winner.patch', 'for your own repository')
      .example('$0 export similar-1 --pull-request > pull-request.md', 'of a run of a repository')
      .example('$0 export circle-packing-26-1 --training run.jsonl --pairs pairs.jsonl', 'docs/training-data.md')
      .example('$0 export circle-packing-26-1 --bundle run.bundle', 'for a colleague: germline ui ./run.bundle'),
  handler: (argv) =>
    withRecord(argv.population, async (record) => {
      const { json, force } = argv;
      const print = (document: unknown, text: string) => (json ? printJson(document) : console.log(text));
      if (argv.answers !== undefined) {
        const attempts = await writeAnswers(record, argv.answers, force);
        return print({ attempts, file: argv.answers }, `${attempts} attempts in ${argv.answers}`);
      }
      const training = await writeTraining(record, argv);
      if (training) return print(training, describeTraining(training));
      if (argv.bundle !== undefined) {
        await writeNew(argv.bundle, '', force);
        await writeBundle(await populationPath(argv.population), argv.bundle);
        return print({ file: argv.bundle }, argv.bundle);
      }
      if (argv.playbook !== undefined) {
        const { items } = (await readPlaybook(record)).playbook;
        await writeNew(argv.playbook, `${JSON.stringify({ lessons: items }, undefined, 2)}\n`, force);
        return print({ items: items.length, file: argv.playbook }, `${items.length} items in ${argv.playbook}`);
      }
      const entry = record.find(argv.candidate);
      const { number } = entry.attempt;
      if (argv.patch) {
        const patch = await patchOf(record, entry, argv.repository);
        return json ? printJson({ attempt: number, patch }) : void process.stdout.write(patch);
      }
      if (argv.pullRequest) {
        const text = await pullRequestOf(record, entry, argv);
        return json ? printJson({ attempt: number, text }) : void process.stdout.write(text);
      }
      if (argv.to === undefined)
        throw new UsageError(
          'Pass --to FOLDER for the files, --patch for a patch on standard output, --pull-request for the text of a pull request, --bundle FILE for the whole population, --answers FILE for the answers of models, --playbook FILE for what they learnt, or --training FILE for what a model can learn from them.',
        );
      const written = await write(await record.files(entry), argv.to, force);
      print({ attempt: number, files: written }, written.join('\n'));
    }),
});

/** The patch from the initial program; for the repository that the program comes from, it has the repository's paths and no marks. */
async function patchOf(record: RunRecord, entry: Entry, repository: string | undefined): Promise<string> {
  if (!record.facts.repository) return await record.patch(originOf(record, entry), entry);
  return await writePatch(await readChange(record, entry, repository));
}

async function pullRequestOf(
  record: RunRecord,
  entry: Entry,
  { population, repository }: { readonly population: string; readonly repository: string | undefined },
): Promise<string> {
  const { facts, files } = await readChange(record, entry, repository);
  return pullRequest(evidenceFor(record, entry, facts, population), signsIn(files));
}

/** Writes one line per attempt of a model, with its prompts and answers. Returns the number of lines. */
async function writeAnswers({ entries }: RunRecord, file: string, force: boolean): Promise<number> {
  const lines = entries.flatMap(({ attempt }) => {
    const model = modelOf(attempt);
    if (model === undefined || isAgentsLog(attempt)) return [];
    const answered: AnsweredAttempt = { number: attempt.number, model, exchanges: exchangesOf(attempt) };
    return [`${JSON.stringify(answered)}\n`];
  });
  await writeNew(file, lines.join(''), force);
  return lines.length;
}

async function write(files: Files, folder: string, force: boolean): Promise<string[]> {
  const written: string[] = [];
  for (const [name, text] of Object.entries(files)) {
    const path = resolve(join(folder, name));
    await makeFolder(dirname(path));
    await writeNew(path, text, force);
    written.push(path);
  }
  return written;
}
