import { z } from 'zod';
import {
  command,
  dataFiles,
  descriptors,
  direction,
  fileName,
  knownBest,
  label,
  name,
  objectives,
  positive,
  problemName,
  rounds,
} from './fields.ts';

/** Files of the problem's folder, by paths relative to it. */
const files = z.array(fileName).min(1);
const words = z.array(z.union([z.string(), z.number()], { error: 'expected a text or a number' }));

const input = z
  .strictObject({
    stdin: z.string().describe('The text on standard input.'),
    file: fileName.describe('A file of the folder that is put on standard input.'),
    make: command.describe(
      'A command that prints what is put on standard input, once per run of the engine. {seed} stands for the seed.',
    ),
    args: words.describe('Words after those of the command "run". {seed} stands for the seed.'),
    seeds: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .describe(
        'As many inputs, each with a seed of its own, unknown beforehand. Without "make" and "args" the seed is on standard input.',
      ),
    answer: fileName.describe('A file that only the judge sees: its third argument.'),
  })
  .partial()
  .refine(
    ({ stdin, file, make }) => [stdin, file, make].filter((one) => one !== undefined).length <= 1,
    'expected one of stdin, file and make',
  );

const score = z
  .strictObject({
    json: z.string().min(1).describe('The path of the score in a JSON document, such as metrics.score.'),
    number: z.literal('last').describe('The last number of the text is the score.'),
    regex: z.string().min(1).describe('The first group of the last match is the score.'),
    time: z
      .literal('race')
      .describe('The score is how many times faster a program is than the initial one, run by run and in turn.'),
    rounds: rounds.max(1000).describe('Runs of each program in a race that count.'),
    reference: files.describe('Files to race against in place of the initial program, in the order of "files".'),
    over: z.enum(['mean', 'sum', 'min', 'max']).describe('How the scores of several inputs become one. Default: mean.'),
  })
  .partial()
  .refine(
    ({ json, number, regex, time }) => [json, number, regex, time].filter((one) => one !== undefined).length === 1,
    'expected one of json, number, regex and time',
  )
  .refine(
    ({ time, rounds, reference }) => time !== undefined || (rounds === undefined && reference === undefined),
    'expected rounds and reference only with time: race',
  )
  .refine(({ time, over }) => time === undefined || over === undefined, 'expected over only without time: race');

const limits = z
  .strictObject({
    seconds: positive.describe('CPU time of all runs of a stage together.'),
    'build-seconds': positive.describe('CPU time of the check and the build together.'),
    megabytes: positive.describe('Memory for data of one process.'),
    threads: z
      .number()
      .int()
      .min(1)
      .describe('Threads at once, in one process; runtimes such as that of Go need some.'),
    processes: z.number().int().min(1).describe('Processes at once. With more than one, wall time is measured.'),
    'output-megabytes': positive.describe('Standard output of one run.'),
    gpu: z.boolean().describe("It uses the machine's NVIDIA GPU, which is shared. Default: true for CUDA."),
    'scratch-megabytes': positive.describe('Files that a run may write; they are gone when it ends.'),
  })
  .partial();

/** What a stage says about running and scoring; the problem's own fields are its defaults. */
const running = {
  fixed: files.describe('Files put beside those of the candidate, which cannot replace them.').optional(),
  check: command
    .describe('Checks the text; its first lines say what is wrong. Default: as usual for the language.')
    .optional(),
  build: command.describe('Builds the program, once per candidate.').optional(),
  inputs: z
    .array(input)
    .min(1)
    .describe('What the program is given, one run for each. Default: nothing, once.')
    .optional(),
  call: z
    .string()
    .regex(/^\w+$/)
    .describe(
      'The function of the evaluator. Default: evaluate; main also gets a folder for metrics.json, as in ShinkaEvolve.',
    )
    .optional(),
  judge: command
    .describe('Judges a run, in a sandbox of its own: INPUT OUTPUT [ANSWER] follow as files. Exit code 0: right.')
    .optional(),
  score: score
    .describe('How the score is read from what the judge prints or, without one, the program. Default: json: score.')
    .optional(),
  limits: limits.optional(),
};

const stage = z.strictObject({
  name,
  ...running,
  run: command.optional(),
  threshold: z.number().describe('The next stage runs only for scores at least as good.').optional(),
  label: label
    .describe('With a queue, machines with this label run the stage and those after it; the run itself those before.')
    .optional(),
  'held-back': z.boolean().describe('Never part of the search: audits of winners run it.').optional(),
});

const fields = z.strictObject({
  name: problemName.describe('Letters, digits, hyphens.'),
  statement: z.string().min(1).describe('The task in words, for people and models.'),
  interface: z
    .string()
    .min(1)
    .describe('What the first file must define. Default: how the program is built and run.')
    .optional(),
  files: files.describe('The initial program, the entry first; only code between EVOLVE-BLOCK marks changes.'),
  data: dataFiles
    .describe('Files and folders that the evaluator reads: with other data it is another problem.')
    .optional(),
  run: command.describe('Runs the program: a program of the system, or ./name for one that was built.').optional(),
  evaluator: fileName
    .describe(
      'In place of run: a file in Python with drive(candidate, input) and score(evidence, inputs), or with evaluate(path).',
    )
    .optional(),
  python: z
    .string()
    .min(1)
    .describe(
      "The Python that runs evaluator and program, by name or path. Default: that of .venv, or else the machine's.",
    )
    .optional(),
  split: z
    .boolean()
    .describe(
      'Whether the evaluator and the program run in processes of their own. Default: true, for programs in Python.',
    )
    .optional(),
  features: z
    .array(name)
    .describe('Metrics of the evaluator that are no part of the score where it returns no combined_score.')
    .optional(),
  ...running,
  stages: z.array(stage).min(1).describe('Several steps, the cheapest first. Default: one.').optional(),
  direction: direction.describe('Which scores are better: max (the default) or min.').optional(),
  descriptors: descriptors.optional(),
  objectives: objectives.optional(),
  'known-best': knownBest.optional(),
});

/** What a person writes down of a problem. */
export const problemFile = fields
  .refine(({ run, evaluator }) => (run === undefined) !== (evaluator === undefined), {
    path: ['run'],
    message: 'expected either run, a command, or evaluator, a file in Python',
  })
  .refine(({ evaluator, inputs }) => evaluator === undefined || inputs === undefined, {
    path: ['inputs'],
    message: 'expected no inputs with an evaluator, whose file defines inputs(seed)',
  });

export type ProblemFile = z.infer<typeof problemFile>;
export type StageFile = z.infer<typeof stage>;
export type InputFile = z.infer<typeof input>;
export type ScoreFile = z.infer<typeof score>;
export type LimitsFile = z.infer<typeof limits>;
