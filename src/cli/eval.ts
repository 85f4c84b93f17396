import type { Evaluation } from '../api/evaluation.ts';
import { connectQueue, neededQueue, openRunEvaluation, surveyorOf } from '../compose/open-evaluation.ts';
import { surveyed } from '../compose/survey.ts';
import { formatNumber } from '../format.ts';
import { withFiles } from '../language/program.ts';
import { loadProblem } from '../load-problem.ts';
import { plain, plainBlock } from '../plain.ts';
import { jsonOption, problemArgument, sandboxOption, wholeNumber } from './arguments.ts';
import { defineCommand } from './command.ts';
import { askingOptions, readQueue } from './queue.ts';
import { readFiles } from './read-files.ts';
import { onStandardError, printJson } from './standard-output.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('problem', problemArgument)
      .options({
        candidate: {
          type: 'string',
          describe: 'File (or folder of files) to score [default: the initial program]',
          requiresArg: true,
        },
        seed: { ...wholeNumber('seed', 0, 'Evaluation seed, for problems with seeded inputs'), default: 0 },
        'held-back': {
          type: 'boolean',
          default: false,
          describe: 'Also run the stages that are reserved for the audit',
        },
        ...askingOptions,
        sandbox: sandboxOption,
        json: jsonOption,
      })
      .epilogue('Exit code 0: scored, 1: failed, 2: wrong use.')
      .example('$0 eval circle-packing-26', 'the initial program')
      .example('$0 eval ./my-problem --candidate better.ts --json', 'your own program'),
  handler: async (argv) => {
    const loaded = await loadProblem(argv.problem);
    const queue = neededQueue(loaded, readQueue(argv));
    await using server = await connectQueue({ queue });
    const { seed, sandbox } = argv;
    const options = { seed, sandbox, queue, workers: 1, audit: argv.heldBack, reporter: onStandardError };
    const look = surveyorOf(loaded, server, { ...options, brief: true });
    const { problem, ...found } = await surveyed(loaded, { ...options, look, brief: true });
    const program =
      argv.candidate === undefined
        ? problem.initial
        : withFiles(problem.initial, await readFiles(argv.candidate, problem.initial.files));
    const pool = await openRunEvaluation(problem, server, found, options);
    try {
      const evaluation =
        argv.heldBack && pool.repeat
          ? (await pool.repeat(program, { seed, index: 0 })).candidate
          : await pool.evaluate(program);
      if (argv.json) printJson(withMetrics(evaluation));
      else console.log(plain(describe(evaluation)));
      if (evaluation.status === 'failed') process.exitCode = 1;
    } finally {
      await pool.close();
    }
  },
});

/** The documented form: a failed evaluation has the metrics of the stages that it passed. */
function withMetrics(evaluation: Evaluation) {
  if (evaluation.status === 'scored') return evaluation;
  return { ...evaluation, score: null, metrics: Object.assign({}, ...evaluation.stages.map(({ metrics }) => metrics)) };
}

function describe(evaluation: Evaluation): string {
  const stages = evaluation.stages.map(
    ({ name, score, milliseconds }) => `  ${name}: ${formatNumber(score)} (${Math.round(milliseconds)} ms)`,
  );
  const artifacts = Object.entries(evaluation.artifacts ?? {}).map(([name, text]) => `${name}:\n${plainBlock(text)}`);
  const feedback = evaluation.feedback.trim();
  const said = [...(feedback ? [plainBlock(feedback)] : []), ...artifacts];
  if (evaluation.status === 'failed')
    return [...stages, `failed in stage ${evaluation.stage}: ${evaluation.reason}`, ...said].join('\n');
  const metrics = Object.entries(evaluation.metrics).map(([name, value]) => `  ${name} = ${formatNumber(value)}`);
  return [...stages, `score ${formatNumber(evaluation.score)}`, ...metrics, ...said].join('\n').trimEnd();
}
