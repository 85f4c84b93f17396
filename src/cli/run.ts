import { randomInt } from 'node:crypto';
import { relative } from 'node:path';
import type { Program } from '../api/program.ts';
import { describeAims } from '../compose/aims.ts';
import { startSession } from '../compose/start.ts';
import { describeSettings, readSettings } from '../config.ts';
import { withFiles } from '../language/program.ts';
import { loadProblem } from '../load-problem.ts';
import { modelsIn } from '../models/connect.ts';
import { readEmbedding, readModel } from '../models/settings.ts';
import { underFreeName } from '../population-path.ts';
import { readContext, readTemplates } from '../proposers/prompted/prompt/user-texts.ts';
import type { Reporter } from '../run/engine.ts';
import { findAnswers } from './answers-file.ts';
import { modelOption, problemArgument, wholeNumber } from './arguments.ts';
import { defineCommand } from './command.ts';
import { exchangeOptions, readExchange } from './exchange-options.ts';
import { limits, readLimits } from './limits.ts';
import { listenerOptions } from './listeners.ts';
import { queueOptions, readQueue } from './queue.ts';
import { readFiles } from './read-files.ts';
import { readLessons } from './read-lessons.ts';
import { runShown } from './run-shown.ts';

/** The options of `run` beside those that it shares with `resume`. */
const options = {
  population: { type: 'string', describe: 'Name or path of the new population', requiresArg: true },
  initial: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: "A program to start from instead of the problem's own; several start on islands in turn",
    requiresArg: true,
  },
  islands: wholeNumber('islands', 1, 'Number of islands'),
  seed: wholeNumber('seed', 0, 'Seed of all randomness [default: a new one]'),
  proposers: {
    type: 'string',
    describe: 'Proposers, comma-separated; prefix a name with - to exclude it',
    requiresArg: true,
  },
  model: modelOption,
  embed: {
    type: 'string',
    describe: "An embedding model of Ollama that recognises models' programs, such as name=nomic-embed-text",
    requiresArg: true,
  },
  context: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'A file that models see with every prompt',
    requiresArg: true,
  },
  playbook: {
    type: 'string',
    describe: 'A file with lessons that models see, as export --playbook writes it or one a line',
    requiresArg: true,
  },
  templates: {
    type: 'string',
    describe: 'A folder with prompt templates, such as improve.md',
    requiresArg: true,
  },
  strict: { type: 'boolean', default: false, describe: 'Refuse a problem whose candidates can forge their scores' },
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
      .options({ ...limits, ...queueOptions, ...listenerOptions, ...exchangeOptions, ...options })
      .example('$0 run circle-packing-26 --for 2m', 'two minutes, no model needed')
      .example('$0 run circle-packing-26 --for 8h --model name=gemma3:4b', 'with a model of Ollama')
      .example('$0 run circle-packing-26 --for 5m --answers answers.jsonl', 'what a model can do, without one')
      .example('$0 run ./my-problem --until 07:00', 'a problem of your own, overnight')
      .example('$0 run ./my-problem --for 8h --on-champion ./tell-me', 'runs ./tell-me on a new best score')
      .example('$0 run ./my-problem --for 8h --mlflow http://127.0.0.1:5000', 'with curves in MLflow')
      .example(
        '$0 run ./my-problem --for 8h --exchange git@example.org:team/finds.git',
        'shares winners with other machines',
      )
      .example(
        '$0 run ./my-problem --for 8h --model name=gemma3:4b --playbook lessons.json',
        'with what another run learnt',
      )
      .example(
        '$0 run ./my-problem --for 8h --control',
        'with a page from which the run is stopped, extended, given hints',
      )
      .example('$0 run ./examples/circle_packing', 'a folder made for OpenEvolve or ShinkaEvolve')
      .example('$0 run online-bin-packing --attempts 500 --seed 1 --deterministic', 'the same commits every time')
      .epilogue(describeSettings()),
  handler: async (argv) => {
    const answers = await findAnswers(argv.problem, argv.answers);
    const settings = {
      ...readLimits(argv),
      islands: argv.islands,
      proposers: argv.proposers,
      deterministic: argv.deterministic,
      ...declaredModels(argv.model, answers),
      ...(argv.embed !== undefined && { embed: readEmbedding(argv.embed) }),
      ...(argv.context.length > 0 && { context: readContext(argv.context) }),
      ...(argv.playbook !== undefined && { lessons: await readLessons(argv.playbook) }),
      ...(argv.templates !== undefined && { templates: readTemplates(argv.templates) }),
      ...readSettings(argv.set),
    };
    const seed = argv.seed ?? randomInt(2 ** 31);
    const initial = argv.initial.length > 0 ? await readPrograms(argv.problem, argv.initial) : undefined;
    const { workers, sandbox, strict } = argv;
    const started = {
      settings,
      seed,
      exchange: readExchange(argv),
      queue: readQueue(argv),
      workers,
      sandbox,
      answers,
      initial,
      strict,
      search: true,
    };
    const open = (reporter: Reporter) =>
      underFreeName(argv.problem, argv.population, (path) =>
        startSession(argv.problem, { ...started, path, reporter }),
      );
    await runShown(argv, open, ({ run, config, layers }) => {
      const where = `recorded in ${relative('', run.path)}, sandbox: ${layers.join(', ')}`;
      const what = [run.state.problem.problem.name, `seed ${seed}`, where].join(', ');
      return [what, ...describeAims(config)].map((line) => `${line}.`).join(' ');
    });
  },
});

/** The models of `--model`, or those of recorded answers. */
function declaredModels(model: readonly string[], answers: string | undefined) {
  if (model.length > 0) return { models: model.map((text) => readModel(text)) };
  return answers === undefined ? {} : { models: modelsIn(answers) };
}

/** Programs to begin with, as variants of the problem's own. */
async function readPrograms(problem: string, paths: readonly string[]): Promise<readonly Program[]> {
  const { initial } = await loadProblem(problem);
  return await Promise.all(paths.map(async (path) => withFiles(initial, await readFiles(path, initial.files))));
}
