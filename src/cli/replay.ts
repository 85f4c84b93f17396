import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FailureError } from '../api/errors.ts';
import { type ReplayResult, replayRun } from '../compose/replay-run.ts';
import { formatCount } from '../format.ts';
import { populationPath } from '../population-path.ts';
import { jsonOption, populationArgument } from './arguments.ts';
import { defineCommand } from './command.ts';
import { printJson } from './standard-output.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .option('json', jsonOption)
      .epilogue(
        'Proposes every child again from the recorded seed at its recorded watermark; evaluations and times come from the ' +
          'record, and so do summaries, which another version may word in another way. The population itself is only read.',
      ),
  handler: async (argv) => {
    const scratch = await mkdtemp(join(tmpdir(), 'germline-replay-'));
    try {
      const result = await replayRun(await populationPath(argv.population), join(scratch, 'population.git'));
      if (argv.json) printJson(result);
      if (!result.same) throw new FailureError(`The replay differs from the record at ${result.difference}.`);
      if (!argv.json) console.log(describeReplay(result));
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  },
});

function describeReplay({ attempts, commits, batches, reworded }: ReplayResult): string {
  const words = reworded > 0 ? ` This version words ${formatCount(reworded, 'summary', 'summaries')} differently.` : '';
  return `${attempts} attempts, ${commits} candidate commits and ${batches} journal commits: all ids agree.${words}`;
}
