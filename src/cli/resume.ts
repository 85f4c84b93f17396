import { resumeRun } from '../compose/resume-run.ts';
import { Progress } from '../report/progress.ts';
import { populationArgument } from './arguments.ts';
import { defineCommand } from './command.ts';
import { listenerOptions, openListeners } from './listeners.ts';
import { openPageBeside } from './open-page.ts';
import { populationPath } from './population-path.ts';
import { limits, readLimits } from './run.ts';
import { describeResult, runSession } from './session.ts';

export const resume = defineCommand({
  command: 'resume <population>',
  describe: 'Go on with a run, with the limits it had unless others are given',
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .options({ ...limits, ...listenerOptions })
      .example('$0 resume circle-packing-26-1 --for 8h', 'eight hours, counted from the beginning of the run'),
  handler: async (argv) => {
    const progress = new Progress(argv.json ? process.stderr : process.stdout);
    const listeners = openListeners(progress, argv);
    const path = populationPath(argv.population);
    const session = await resumeRun({
      path,
      limits: readLimits(argv),
      workers: argv.workers,
      sandbox: argv.sandbox,
      answers: argv.answers,
      reporter: listeners.reporter,
    });
    const { champion, told } = session.engine.population;
    progress.begin(champion, session.engine.problem.problem);
    progress.notice(`Going on after ${told} recorded attempts. Ctrl-C ends it; it can be resumed.`);
    const page = argv.ui ? await openPageBeside(session, argv.population, argv.sandbox) : undefined;
    if (page) progress.notice(page.url);
    const result = await runSession(session, argv.population, progress, listeners).finally(() => page?.close());
    console.log(argv.json ? JSON.stringify(result) : describeResult(result, progress));
  },
});
