import { EnvironmentError, UsageError } from '../api/errors.ts';
import { formatChange, formatDuration, formatNumber } from '../format.ts';
import { listPopulations, populationPath } from '../population-path.ts';
import { type RunSummary, summarise } from '../record/summary.ts';
import { jsonOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { printJson } from './standard-output.ts';

/** A run of the list, or the reason why its population cannot be read. */
type Listed = { readonly name: string } & (RunSummary | { readonly unreadable: string });

export const command = defineCommand({
  builder: (yargs) => yargs.option('json', jsonOption),
  handler: async (argv) => {
    const runs = (await Promise.all((await listPopulations()).map(readRun))).sort(
      (a, b) => writtenOf(b) - writtenOf(a),
    );
    if (argv.json) printJson(runs.map(asJson));
    else if (runs.length > 0) console.log(asTable(runs).join('\n'));
    else console.log('There are no runs in the folder populations. Try: germline run circle-packing-26 --for 2m');
  },
});

async function readRun(name: string): Promise<Listed> {
  try {
    return { name, ...(await summarise(await populationPath(name))) };
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof EnvironmentError)) throw error;
    return { name, unreadable: error.message };
  }
}

function writtenOf(run: Listed): number {
  return 'unreadable' in run ? 0 : run.written;
}

function asJson(run: Listed) {
  if ('unreadable' in run) return run;
  const { facts, initial = null, best = null, ...rest } = run;
  return { problem: facts.problem.name, direction: facts.direction, seed: facts.seed, initial, best, ...rest };
}

function asTable(runs: readonly Listed[]): readonly string[] {
  const width = Math.max(...runs.map(({ name }) => name.length));
  const line = (cells: readonly string[]) =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(width) : cell.padStart(12))).join('  ');
  return [line(['run', 'best', 'change', 'attempts', 'time', 'last write']), ...runs.map((run) => line(cellsOf(run)))];
}

function cellsOf(run: Listed): readonly string[] {
  if ('unreadable' in run) return [run.name, run.unreadable];
  const { name, best, initial, attempts, milliseconds, running, written } = run;
  const last = running ? 'running' : `${formatDuration(Math.max(0, Date.now() - written))} ago`;
  const scores = best ? [formatNumber(best.score), formatChange(best.score - (initial ?? best.score))] : ['–', '–'];
  return [name, ...scores, String(attempts), formatDuration(milliseconds), last];
}
