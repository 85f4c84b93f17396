import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../api/errors.ts';
import { lineOf } from '../evaluation/native/words.ts';
import { usefulLines } from '../evaluation/repository/useful-lines.ts';
import { formatDuration } from '../format.ts';
import { plain } from '../plain.ts';
import { repositoryFileName } from '../repository/file-name.ts';
import { parseRepositoryFile } from '../repository/parse.ts';
import type { Said } from '../repository/propose/draft.ts';
import { exampleFor } from '../repository/propose/example.ts';
import { type Found, findProposals } from '../repository/propose/find.ts';
import type { Look } from '../repository/propose/look.ts';
import type { Command } from '../repository/propose/proposal.ts';
import { describeReading, readings, toReading } from '../repository/propose/reading.ts';
import { type Settled, settle, type TriedCommand } from '../repository/propose/settle.ts';
import type { Tried } from '../repository/propose/try-command.ts';
import type { MeasureFile, RepositoryFile } from '../repository/schema.ts';
import { repositoryText } from '../repository/write-file.ts';
import { jsonOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { askFor } from './init-questions.ts';
import { ownName } from './own-name.ts';
import { printJson } from './standard-output.ts';

const text = { type: 'string', requiresArg: true } as const;
const texts = { ...text, array: true } as const;

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('folder', {
        type: 'string',
        default: '.',
        describe: 'A folder of a git repository: its top, or a package',
      })
      .options({
        evolve: { ...texts, describe: 'What may change: a file, or a function of it: src/similar.ts#rank' },
        test: { ...text, describe: 'The command that must pass' },
        'test-first': { ...text, describe: 'The tests that touch the files; they run before all others' },
        check: { ...texts, describe: 'A command that must pass before the tests, such as a build' },
        prepare: { ...texts, describe: 'A command that runs once before the search' },
        measure: { ...text, describe: 'The command that measures' },
        read: { ...text, describe: `Where its number is: ${readings}` },
        'measure-file': { ...text, describe: 'The file that it writes the number to [default: its output]' },
        direction: { choices: ['min', 'max'] as const, describe: 'Which numbers are better [default: min for times]' },
        goal: { ...text, describe: 'What should become better, in words, for people and models' },
        name: { ...text, describe: 'Letters, digits, hyphens [default: the name of the folder]' },
        yes: { alias: 'y', type: 'boolean', default: false, describe: 'Take what is proposed, and ask nothing' },
        try: { type: 'boolean', default: true, describe: 'Run the tests and the measure once, on the code as it is' },
        force: { type: 'boolean', default: false, describe: `Replace a ${repositoryFileName} that is there` },
        json: jsonOption,
      })
      .example('$0 init', 'asks what may change, what must pass and what measures, with what it finds as answers')
      .example('$0 init --yes', 'takes what it finds')
      .example('$0 init --evolve src/similar.ts#rank --yes', 'one function; tests and benchmark as they are found')
      .example(
        "$0 init --evolve mod.py --test 'pytest -q' --measure 'python bench.py' --read last --direction min",
        'all by hand',
      )
      .example('$0 init packages/core --yes', 'a package of a monorepo: its commands run in its folder'),
  handler: async (argv) => {
    const folder = resolve(argv.folder);
    const path = join(folder, repositoryFileName);
    const found = await findProposals(folder);
    if (existsSync(path) && !argv.force)
      throw new UsageError(`${path} is there already: edit it, or pass --force to replace it.`);
    const said = saidBy(argv);
    const isAsking = process.stdin.isTTY && !argv.yes && !argv.json;
    if (!isAsking && !argv.yes) checkWhole(said, found);
    const whole = isAsking ? await askFor(said, found, { output: process.stderr }) : said;
    const settled = await settle(found, whole, argv.try);
    const written = repositoryText(settled.file, schemaFor(found.commit.root, folder));
    parseRepositoryFile(written, path);
    await writeFile(path, written);
    if (argv.json) printJson(asJson(path, found, settled));
    else console.log(plain(describe(relative('', folder) || '.', found, settled)));
    if (settled.failed && !settled.failed.tried.isLate) process.exitCode = 1;
  },
});

interface Options {
  readonly name?: string | undefined;
  readonly goal?: string | undefined;
  readonly evolve?: readonly string[] | undefined;
  readonly prepare?: readonly string[] | undefined;
  readonly check?: readonly string[] | undefined;
  readonly test?: string | undefined;
  readonly testFirst?: string | undefined;
  readonly measure?: string | undefined;
  readonly measureFile?: string | undefined;
  readonly read?: string | undefined;
  readonly direction?: 'min' | 'max' | undefined;
}

function saidBy({ check, ...options }: Options): Said {
  return { ...options, checks: check, measure: measureBy(options) };
}

function measureBy({ measure, measureFile, read, direction }: Options): MeasureFile | undefined {
  if (measure === undefined && (measureFile ?? read ?? direction) !== undefined)
    throw new UsageError('--read, --measure-file and --direction belong to a command: pass --measure too.');
  if (measure === undefined) return undefined;
  return {
    run: measure,
    ...(measureFile !== undefined && { file: measureFile }),
    ...(read !== undefined && toReading(read)),
    ...(direction !== undefined && { direction }),
  };
}

/** @throws {UsageError} where a script says less than is needed and does not take what is proposed. */
function checkWhole(said: Said, { suggested }: Found): void {
  const missing = (['evolve', 'test', 'measure'] as const).filter((name) => said[name] === undefined);
  if (missing.length === 0) return;
  const few = suggested.slice(0, 3).map(({ place }) => place);
  const places = said.evolve === undefined && few.length > 0 ? ` Functions to evolve: ${few.join(', ')}.` : '';
  throw new UsageError(
    `There is no terminal to ask on: pass ${missing.map((name) => `--${name}`).join(', ')}, or --yes to take what is found.${places}`,
  );
}

/** The way to the schema for editors, where this germline is a dependency inside the repository. */
function schemaFor(root: string, folder: string): string | undefined {
  const schema = fileURLToPath(new URL('../../problems/repository.schema.json', import.meta.url));
  return relative(root, schema).startsWith('..') ? undefined : relative(folder, schema).replaceAll('\\', '/');
}

function describe(folder: string, { look, proposals }: Found, settled: Settled): string {
  const { file, tested, measured, passedOver = [] } = settled;
  const { evolve, prepare = [], checks = [], test, measure } = file;
  const first = file['test-first'];
  const row = (name: string, command: Command) => `  ${name.padEnd(11)} ${lineOf(command)}`;
  return [
    ...proposals.map(({ found }) => `Found ${found}.`),
    ...passedOver.map((fault) => `Not used as the measure: ${fault}.`),
    `${join(folder, repositoryFileName)} says, with a comment for each field:`,
    row('evolve', evolve.join(', ')),
    ...prepare.map((command) => row('prepare', command)),
    ...checks.map((command) => row('check', command)),
    ...(first === undefined ? [] : [row('test-first', first)]),
    row('test', test),
    ...(tested ? [row('', tested.tried.fault ?? `passes in ${formatDuration(tested.tried.milliseconds)}`)] : []),
    row('measure', measure.run),
    ...(measured ? [row('', measured.tried.fault ?? describeReading(measure, measured.tried))] : []),
    '',
    ...advice(folder, look, settled),
  ].join('\n');
}

function advice(folder: string, look: Look, settled: Settled): readonly string[] {
  const { file, failed } = settled;
  if (failed && !failed.tried.isLate)
    return [
      `It does not work yet on a copy of the last commit: ${lineOf(failed.command)}: ${failed.tried.fault}.`,
      ...complaint(failed.tried),
      `Repair that, or correct ${repositoryFileName}; "${ownName()} init --force" tries again.`,
    ];
  const late = failed ? [`Not waited for: ${lineOf(failed.command)}. "${ownName()} run" waits longer.`] : [];
  return [
    ...late,
    ...(isOfTests(file) ? withoutBenchmark(look, settled) : costOf(settled)),
    'Edit it as you like, then:',
    '',
    `  ${ownName()} run ${folder} --for 10m`,
  ];
}

/** Whether the time of the tests is all that is measured. */
const isOfTests = ({ measure, test, 'test-first': first = test }: RepositoryFile) =>
  measure.time !== undefined && [first, test].map(lineOf).includes(lineOf(measure.run));

/** What to do where nothing measures the functions themselves. */
function withoutBenchmark(look: Look, { file, passedOver = [] }: Settled): readonly string[] {
  const example = exampleFor(look, file.evolve[0] as string);
  const none = passedOver.length > 0 ? 'No benchmark can be used' : 'No benchmark is found';
  const coarse = `${none}, so the time of the tests counts, and little of that is the function.`;
  if (!example) return [`${coarse} Write a program that calls it for about a second, and pass it as --measure.`];
  return [
    `${coarse} Complete and commit one, such as ${example.file}, then "${ownName()} init --force":`,
    ...example.lines.map((line) => `  | ${line}`.trimEnd()),
    '',
  ];
}

/** Runs of a measure for one candidate: seven pairs at least. */
const runs = 14;
/** What they may take before a shorter one is better advice, in milliseconds. */
const muchTime = 60_000;

function costOf({ measured }: Settled): readonly string[] {
  const time = runs * (measured?.tried.milliseconds ?? 0);
  if (time < muchTime) return [];
  return [
    `A candidate that passes takes ${formatDuration(time)}, as a race runs the measure ${runs} times and more. A shorter one tries more of them: leave out what does not call the function, and repeat less.`,
  ];
}

/** What a command printed of what is wrong. */
function complaint(tried: Tried): readonly string[] {
  const lines = usefulLines(tried, tried.folder);
  return lines === '' ? [] : [lines.replace(/^/gm, '  | ')];
}

function asJson(
  path: string,
  { proposals, suggested }: Found,
  { file, failed, tested, measured, passedOver = [] }: Settled,
) {
  const ended = (one: TriedCommand | undefined) =>
    one && { command: one.command, milliseconds: one.tried.milliseconds, fault: one.tried.fault ?? null };
  return {
    ...{ path, file, passedOver, found: proposals.map(({ found }) => found), suggested: suggested.slice(0, 20) },
    ...{ failed: ended(failed), test: ended(tested), measure: ended(measured) },
  };
}
