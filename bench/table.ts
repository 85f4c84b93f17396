/**
 * The table of docs/built-in-problems.md, with the figures of `germline run` without a model: the initial score and the score of a
 * run. Prints a row when its run and those before it have ended, and its progress on standard error:
 *   npm run table -- [--for 10m | --attempts 300] [--seed 1] [--at-once 1] [--keep FOLDER] [problems; all]
 * With --at-once 2 two problems run concurrently, each on half of the processors. With --keep the populations stay in a
 * folder, and finished ones are read instead of run, so that the same command continues after an interruption.
 */
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatNumber } from '../src/format.ts';
import { listProblems } from '../src/load-problem.ts';
import { countOf, germline, inLanes } from './lanes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    for: { type: 'string', default: '10m' },
    attempts: { type: 'string' },
    seed: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
});
const limits = values.attempts ? ['--attempts', values.attempts] : ['--for', values.for];
const workers = String(Math.max(1, Math.floor(availableParallelism() / countOf('at-once', values['at-once']))));
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'germline-table-'));

interface Best {
  readonly initial: number;
  readonly score: number;
}

/** The result of a run; its population moves to the folder when it has ended. */
async function reach(name: string): Promise<Best> {
  const population = join(folder, name);
  const running = `${population}.running`;
  if (!existsSync(population)) {
    rmSync(running, { recursive: true, force: true });
    await germline('run', name, '--population', running, '--seed', values.seed, '--workers', workers, ...limits);
    renameSync(running, population);
  }
  return JSON.parse(await germline('best', population, '--json'));
}

/** A row of the table with new figures in its third and fourth cell; the text beside them stays. */
function withFigures(row: string, { initial, score }: Best): string {
  const cells = row.split(' | ');
  cells[2] = cells[2]?.replace(/^\S+/, formatNumber(initial)) ?? '';
  cells[3] = formatNumber(score);
  return cells.join(' | ');
}

const lines = readFileSync(join(import.meta.dirname, '../docs/built-in-problems.md'), 'utf8').split('\n');
const nameOf = (row: string) => /^\| `([a-z0-9-]+)` \|/.exec(row)?.[1] ?? '';
const top = lines.findIndex((line) => line.startsWith('| problem | what is wanted'));
const table = lines.slice(top, lines.indexOf('', top));
for (const name of [...(await listProblems()), ...positionals])
  if (!table.some((row) => nameOf(row) === name)) throw new Error(`docs/built-in-problems.md has no row for ${name}`);
const rows = table.slice(2).filter((row) => positionals.length === 0 || positionals.includes(nameOf(row)));

console.log(table.slice(0, 2).join('\n'));
const done: string[] = [];
let printed = 0;
await inLanes(values['at-once'], rows, async (row, at) => {
  console.error(`${at + 1} of ${rows.length}: ${nameOf(row)}`);
  done[at] = withFigures(row, await reach(nameOf(row)));
  for (; done[printed] !== undefined; printed++) console.log(done[printed]);
});
if (!values.keep) rmSync(folder, { recursive: true });
