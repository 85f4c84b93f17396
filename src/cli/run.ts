import { randomInt } from 'node:crypto';
import { relative } from 'node:path';
import { startRun } from '../compose/start-run.ts';
import { describeSettings, readSettings } from '../config.ts';
import { readModel } from '../models/settings.ts';
import { readContext, readTemplates } from '../proposers/prompted/prompt/user-texts.ts';
import type { Reporter } from '../run/engine.ts';
import { modelOption, problemArgument } from './arguments.ts';
import { defineCommand } from './command.ts';
import { limits, readLimits } from './limits.ts';
import { listenerOptions } from './listeners.ts';
import { freePopulation, populationPath } from './population-path.ts';
import { runShown } from './run-shown.ts';

/** The options of `run` beside those that it shares with `resume`. */
const options = {
  population: { type: 'string', describe: 'Name or path of the new population', requiresArg: true },
  islands: { type: 'number', describe: 'Number of islands', requiresArg: true },
  seed: { type: 'number', describe: 'Seed of all randomness [default: a new one]', requiresArg: true },
  proposers: {
    type: 'string',
    describe: 'Proposers, comma-separated; prefix a name with - to exclude it',
    requiresArg: true,
  },
  model: modelOption,
  context: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'A file that models see with every prompt',
    requiresArg: true,
  },
  templates: {
    type: 'string',
    describe: 'A folder with prompt templates, such as improve.md',
    requiresArg: true,
  },
  deterministic: { type: 'boolean', default: false, describe: 'Make the same commits from the same seed' },
  set: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'An option of the search, as key=value',
    requiresArg: true,
  },
} as const;

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('problem', problemArgument)
      .options({ ...limits, ...listenerOptions, ...options })
      .example('$0 run circle-packing-26 --for 2m', 'two minutes, no model needed')
      .example('$0 run circle-packing-26 --for 8h --model name=gemma3:4b', 'with a model of Ollama')
      .example('$0 run ./my-problem --until 07:00', 'a problem of your own, overnight')
      .example('$0 run ./my-problem --for 8h --on-champion ./tell-me', 'runs ./tell-me on a new best score')
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
    const path = await populationPath(population);
    const { workers, sandbox, answers } = argv;
    const open = (reporter: Reporter) =>
      startRun(argv.problem, { path, settings, seed, workers, sandbox, answers, reporter });
    await runShown({ ...argv, population }, open, ({ engine: { problem }, layers }) => {
      const where = `recorded in ${relative('', path)}, sandbox: ${layers.join(', ')}`;
      return `${problem.problem.name}, seed ${seed}, ${where}.`;
    });
  },
});
