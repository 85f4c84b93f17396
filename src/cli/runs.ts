import { UsageError } from '../api/errors.ts';
import { didYouMean } from '../did-you-mean.ts';
import { alignColumns, formatChange, formatDuration, formatNumber } from '../format.ts';
import { listPopulations, populationPath } from '../population-path.ts';
import { type Listed, listRuns } from '../record/list-runs.ts';
import { removePopulation } from '../record/remove.ts';
import { jsonOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { printJson } from './standard-output.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .options({
        remove: { type: 'string', array: true, describe: 'Remove these runs for good, with all that they recorded' },
        json: jsonOption,
      })
      .example('$0 runs', 'name, problem, best score, gain, attempts, time, and when it was last written')
      .example('$0 runs --remove circle-packing-26-1 circle-packing-26-2', 'removes two of them'),
  handler: async (argv) => {
    if (argv.remove) return await remove(argv.remove, argv.json);
    const runs = await listRuns(await listPopulations(), populationPath);
    if (argv.json) printJson(runs.map(asJson));
    else if (runs.length > 0) console.log(asTable(runs).join('\n'));
    else console.log('There are no runs in the folder populations. Try: germline run circle-packing-26 --for 2m');
  },
});

/** Removes all, or none where one of the names is wrong. */
async function remove(names: readonly string[], json: boolean): Promise<void> {
  const known = await listPopulations();
  const unknown = names.find((name) => !known.includes(name));
  if (names.length === 0 || unknown !== undefined)
    throw new UsageError(
      unknown === undefined
        ? 'Name the runs to remove, such as --remove circle-packing-26-1.'
        : `There is no run ${unknown} in the folder populations.${didYouMean(unknown, known)}`,
    );
  for (const name of names) {
    await removePopulation(await populationPath(name));
    if (!json) console.log(`removed ${name}`);
  }
  if (json) printJson({ removed: names });
}

function asJson(run: Listed) {
  if ('unreadable' in run) return run;
  const { facts, initial = null, best = null, ...rest } = run;
  return { problem: facts.problem.name, direction: facts.direction, seed: facts.seed, initial, best, ...rest };
}

function asTable(runs: readonly Listed[]): readonly string[] {
  const head = ['run', 'problem', 'best', 'change', 'attempts', 'time', 'last write'];
  return alignColumns([head, ...runs.map(cellsOf)], (column) => column > 1);
}

/** The reason why a run cannot be read stands in place of its figures. */
function cellsOf(run: Listed): readonly string[] {
  if ('unreadable' in run) return [run.name, run.unreadable.split('\n', 1)[0]!];
  const { name, facts, best, initial, attempts, milliseconds, running, written } = run;
  const last = running ? 'running' : `${formatDuration(Math.max(0, Date.now() - written))} ago`;
  const scores = best ? [formatNumber(best.score), formatChange(best.score - (initial ?? best.score))] : ['–', '–'];
  return [name, facts.problem.name, ...scores, String(attempts), formatDuration(milliseconds), last];
}
