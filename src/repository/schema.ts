import { z } from 'zod';
import { command, dataFiles, direction, fileName, positive, problemName } from '../problem-file/fields.ts';

/** A file of the repository, or one of its functions: src/similar.ts#rank. */
const place = z
  .string()
  .regex(/^[^#]+(#[\w$.]+)?$/, 'expected a file, or a file and a function: src/similar.ts#rank')
  .refine((text) => fileName.safeParse(text.split('#')[0]).success, 'expected a file below the repository');

/** Tools whose output is read without configuration. */
export const formats = [
  'vitest-bench',
  'tinybench',
  'pytest-benchmark',
  'criterion',
  'hyperfine',
  'go-bench',
  'cargo-bench',
  'google-benchmark',
  'benchmark-js',
  'mitata',
  'console-time',
] as const;

const reading = {
  format: z.enum(formats).describe('The tool whose output it is; several benchmarks become their geometric mean.'),
  json: z.string().min(1).describe('The path of the number in a JSON document, such as results.0.median.'),
  number: z.literal('last').describe('The last number of the output.'),
  regex: z.string().min(1).describe('The first group of the last match.'),
  time: z.literal('command').describe('The time that the command takes.'),
};

const measure = z
  .strictObject({
    run: command.describe('Prints the number, or takes the time. {seed} stands for a seed that differs each time.'),
    file: fileName.describe('The file that it writes the number to. Default: its output.'),
    ...reading,
    direction: direction.describe('Which numbers are better. Default: min for times, or else max.'),
    rounds: z.number().int().min(3).max(1000).describe('Most pairs of runs, unchanged code and candidate in turn.'),
    'least-gain': z
      .number()
      .gt(1)
      .describe('A search does not begin where noise hides gains of this ratio. Default: 1.3, which is 30 %.'),
    proxy: command.describe('A short form of "run", read in the same way: only what gains there is measured in full.'),
  })
  .partial()
  .required({ run: true })
  .refine(
    (fields) => Object.keys(reading).filter((name) => name in fields).length <= 1,
    `expected one of ${Object.keys(reading).join(', ')}`,
  );

const limits = z
  .strictObject({
    seconds: positive.describe('CPU time of one command. Default: five times what the unchanged code takes.'),
    megabytes: positive.describe('Memory of all processes of a command together. Default: 4096.'),
    processes: z.number().int().min(1).describe('Processes and threads at once. Default: 256.'),
    'scratch-megabytes': positive.describe('Files that one candidate may write. Default: 1024.'),
    gpu: z.boolean().describe("It uses the machine's NVIDIA GPU, which is shared. Default: false."),
  })
  .partial();

const fields = z.strictObject({
  name: problemName.describe('Letters, digits, hyphens.'),
  goal: z.string().min(1).describe('What should become better, in words, for people and models.'),
  evolve: z
    .array(place)
    .min(1)
    .describe(
      'Files or functions (src/similar.ts#rank) to change. In a file with EVOLVE-BLOCK marks only those blocks.',
    ),
  context: z.array(fileName).describe('Files that models see and do not change.').optional(),
  dependencies: z
    .array(fileName)
    .describe(
      'Folders and files outside version control that commands need, shown read-only. Default: node_modules, .venv, vendor and others that are there.',
    )
    .optional(),
  data: dataFiles
    .describe('Files and folders outside version control that decide about results: with others it is another problem.')
    .optional(),
  prepare: z
    .array(command)
    .describe('Run once on the clean copy, such as a build; what they leave is kept.')
    .optional(),
  checks: z.array(command).describe('Commands that must pass before the tests, the cheapest first.').optional(),
  'test-first': command.describe('The tests that touch the files; run before all others.').optional(),
  test: command.describe('The command that must pass.'),
  measure: measure.describe('The command that measures.'),
  'held-back': z
    .strictObject({
      test: command.describe('Must pass, too.'),
      measure: command.describe('Finds losses where the input is another one; read as "measure" is.'),
      files: z.array(fileName).describe('Files and folders that only these commands see: other commands do without.'),
    })
    .partial()
    .refine(({ test, measure }) => test ?? measure, 'expected a test or a measure, which only audits run')
    .describe('Tests and a measure that only audits of winners run.')
    .optional(),
  environment: z.record(z.string(), z.string()).describe('Variables of all commands.').optional(),
  limits: limits.describe('Limits of each command.').optional(),
});

/** What `germline.yaml` in a repository says. */
export const repositoryFile = fields;

export type RepositoryFile = z.infer<typeof repositoryFile>;
export type MeasureFile = z.infer<typeof measure>;
export type MeasureFormat = (typeof formats)[number];
