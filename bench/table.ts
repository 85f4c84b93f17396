/**
 * The table of problems: what `germline run` reaches on each without a model, with the seed given:
 *   node bench/table.ts [limit, such as 10m or 300 for attempts; 10m] [seed; 1] [problems; all]
 * Prints Markdown, a row as soon as a run ends.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatNumber } from '../src/format.ts';
import { listProblems, loadProblem } from '../src/load-problem.ts';

const [limit = '10m', seed = '1', ...chosen] = process.argv.slice(2);
const germline = join(import.meta.dirname, '../src/cli/germline.js');
const limits = /^\d+$/.test(limit) ? ['--attempts', limit] : ['--for', limit];

function call(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [germline, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`germline ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

async function row(name: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'germline-table-'));
  try {
    const population = join(folder, name);
    call('run', name, '--seed', seed, '--population', population, ...limits);
    const { initial, score } = JSON.parse(call('best', population, '--json')) as { initial: number; score: number };
    const { knownBest } = (await loadProblem(name)).problem;
    const best = knownBest ? `${formatNumber(knownBest.score)} (${knownBest.source})` : '–';
    return `| \`${name}\` | ${formatNumber(initial)} | ${formatNumber(score)} | ${best} |`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

console.log(`| problem | starts at | after ${limit}${/^\d+$/.test(limit) ? ' attempts' : ''} | best known |`);
console.log('| --- | --- | --- | --- |');
for (const name of chosen.length > 0 ? chosen : await listProblems()) console.log(await row(name));
