import { randomInt } from 'node:crypto';
import { relative } from 'node:path';
import { startRun } from '../compose/start-run.ts';
import { describeSettings, readClockTime, readDuration, readSettings } from '../config.ts';
import { readModel } from '../models/settings.ts';
import { readContext, readTemplates } from '../proposers/prompted/prompt/user-texts.ts';
import type { Reporter } from '../run/engine.ts';
import { jsonOption, problemArgument, sandboxOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { listenerOptions } from './listeners.ts';
import { freePopulation, populationPath } from './population-path.ts';
import { runShown } from './run-shown.ts';

export const limits = {
  attempts: { type: 'number', describe: 'End after this many attempts', requiresArg: true },
  evaluations: {
    type: 'number',
    describe: 'End after this many programs were scored, those within searches counted',
    requiresArg: true,
  },
  for: { type: 'string', describe: 'End after this much time, such as 90s, 20m or 8h', requiresArg: true },
  until: { type: 'string', describe: 'End at this time of day, such as 07:00', requiresArg: true },
  target: { type: 'number', describe: 'End when a candidate scores this much', requiresArg: true },
  workers: { type: 'number', describe: 'Evaluations at once [default: one per core]', requiresArg: true },
  sandbox: sandboxOption,
  answers: {
    type: 'string',
    describe: 'Give the recorded answers of this file in place of asking models',
    requiresArg: true,
  },
  json: { ...jsonOption, describe: 'Print the result as one JSON document; progress goes to stderr' },
} as const;

export const modelOption = {
  type: 'string',
  array: true,
  default: [] as string[],
  describe: 'A model that suggests changes, as name=gemma3:4b,role=breadth',
  requiresArg: true,
} as const;

/** The limits as the engine takes them; undefined where not given. */
export function readLimits(argv: {
  readonly attempts: number | undefined;
  readonly evaluations: number | undefined;
  readonly for: string | undefined;
  readonly until: string | undefined;
  readonly target: number | undefined;
}) {
  return {
    attempts: argv.attempts,
    evaluations: argv.evaluations,
    milliseconds: argv.for === undefined ? undefined : readDuration(argv.for),
    until: argv.until === undefined ? undefined : readClockTime(argv.until, new Date()),
    target: argv.target,
  };
}

export const run = defineCommand({
  command: 'run <problem>',
  describe: 'Search for better programs; ends at the first limit, or with Ctrl-C',
  builder: (yargs) =>
    yargs
      .positional('problem', problemArgument)
      .options({
        population: { type: 'string', describe: 'Name or path of the population to make', requiresArg: true },
        ...limits,
        ...listenerOptions,
        islands: { type: 'number', describe: 'Number of islands', requiresArg: true },
        seed: { type: 'number', describe: 'Seed of everything random [default: a new one]', requiresArg: true },
        proposers: {
          type: 'string',
          describe: 'What suggests changes: operators, or names with commas, those after - left out',
          requiresArg: true,
        },
        model: modelOption,
        context: {
          type: 'string',
          array: true,
          default: [] as string[],
          describe: 'A file that is shown to models with every prompt',
          requiresArg: true,
        },
        templates: {
          type: 'string',
          describe: 'A folder with texts for what models are asked, such as improve.md',
          requiresArg: true,
        },
        deterministic: { type: 'boolean', default: false, describe: 'The same seed gives the same commits' },
        set: {
          type: 'string',
          array: true,
          default: [],
          describe: 'Any option of the search, as key=value',
          requiresArg: true,
        },
      })
      .example('$0 run circle-packing-26 --for 2m', 'two minutes, no model needed')
      .example('$0 run circle-packing-26 --for 8h --model name=gemma3:4b', 'with a model that Ollama serves')
      .example('$0 run ./my-problem --until 07:00', 'a problem of your own, overnight')
      .example('$0 run ./my-problem --for 8h --on-champion ./tell-me', 'runs ./tell-me with the facts on its input')
      .example('$0 run online-bin-packing --attempts 500 --seed 1 --deterministic', 'the same commits every time')
      .epilogue(describeSettings()),
  handler: async (argv) => {
    const population = argv.population ?? freePopulation(argv.problem);
    const settings = {
      ...readLimits(argv),
      islands: argv.islands,
      proposers: argv.proposers,
      deterministic: argv.deterministic,
      ...(argv.model.length > 0 && { models: argv.model.map((text) => readModel(text)) }),
      ...(argv.context.length > 0 && { context: readContext(argv.context) }),
      ...(argv.templates !== undefined && { templates: readTemplates(argv.templates) }),
      ...readSettings(argv.set),
    };
    const seed = argv.seed ?? randomInt(2 ** 31);
    const path = populationPath(population);
    const { workers, sandbox, answers } = argv;
    const open = (reporter: Reporter) =>
      startRun(argv.problem, { path, settings, seed, workers, sandbox, answers, reporter });
    await runShown({ ...argv, population }, open, ({ engine: { problem }, layers }) => {
      const where = `recorded in ${relative('', path)}, sandbox: ${layers.join(', ')}`;
      return `${problem.problem.name}, seed ${seed}, ${where}.`;
    });
  },
});
