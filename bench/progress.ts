/**
 * Progress of runs over time, such as those of `table.ts --keep`: node bench/progress.ts FOLDER [target scores]
 * Prints Markdown, a row per population in the folder: the best score at a few moments, and the times of the first
 * improvement and of the target scores.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { reached, readCurve, scoreAt } from '../src/bench/curve.ts';
import { formatNumber } from '../src/format.ts';

const [folder = 'populations', ...wanted] = process.argv.slice(2);
const minute = 60_000;
const moments = [minute / 6, minute, 5 * minute, 10 * minute];
const allowance = { unit: 'milliseconds', amount: 10 * minute } as const;

const row = (cells: readonly unknown[]) => `| ${cells.join(' | ')} |`;
const scores = wanted.map((score) => `${score} after`);
const titles = ['population', 'evaluations', 'start', '10 s', '1 min', '5 min', '10 min', 'better after', ...scores];
console.log(`${row(titles)}\n${row(titles.map(() => '---'))}`);
for (const name of readdirSync(folder).sort()) {
  const { curve, facts } = await readCurve(join(folder, name), allowance);
  const at = moments.map((moment) => formatNumber(scoreAt(curve, allowance, moment / allowance.amount)));
  const found = [curve.steps[1]?.score, ...wanted.map(Number)].map((score) => {
    const spent = score === undefined ? undefined : reached(curve, score, facts.direction);
    return spent ? `${formatNumber(spent.milliseconds / 1000)} s, ${spent.evaluations} evaluations` : '–';
  });
  console.log(row([`\`${name}\``, curve.spent.evaluations, formatNumber(curve.initial), ...at, ...found]));
}
