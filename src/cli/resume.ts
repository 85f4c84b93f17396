import { describeAims } from '../compose/aims.ts';
import { resumeSession } from '../compose/resume.ts';
import { populationPath } from '../population-path.ts';
import { populationArgument } from './arguments.ts';
import { defineCommand } from './command.ts';
import { exchangeOptions, readExchange } from './exchange-options.ts';
import { limits, readLimits } from './limits.ts';
import { listenerOptions } from './listeners.ts';
import { queueOptions, readQueue } from './queue.ts';
import { runShown } from './run-shown.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .options({ ...limits, ...queueOptions, ...listenerOptions, ...exchangeOptions })
      .example('$0 resume circle-packing-26-1 --for 8h', 'eight hours, counted from the beginning of the run'),
  handler: async (argv) => {
    const { population, workers, sandbox, answers } = argv;
    const path = await populationPath(population);
    const exchange = readExchange(argv);
    const queue = readQueue(argv);
    const options = { path, limits: readLimits(argv), workers, sandbox, queue, answers, exchange };
    await runShown(
      argv,
      (reporter) => resumeSession({ ...options, search: true, reporter }),
      ({ run, config }) =>
        [`Continuing after ${run.state.population.told} recorded attempts`, ...describeAims(config)]
          .map((line) => `${line}.`)
          .join(' '),
    );
  },
});
