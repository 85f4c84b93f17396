/**
 * The success of each operator in the runs of a folder, such as those of `table.ts --keep`: node bench/earned.ts FOLDER
 * Prints Markdown: attempts, the share with a score, children better than their parent and new best scores per thousand
 * attempts, and the number of runs with a new best score by the operator.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isAudit } from '../src/population/is-audit.ts';
import { openReader } from '../src/record/git-reader.ts';

interface Earned {
  attempts: number;
  scored: number;
  rises: number;
  bests: number;
  readonly runs: Set<string>;
}

const [folder = 'populations'] = process.argv.slice(2);
const all = new Map<string, Earned>();

async function count(run: string): Promise<void> {
  const reader = await openReader(join(folder, run));
  const scores: number[] = [];
  let best = Number.NEGATIVE_INFINITY;
  for await (const { attempts } of reader.batches())
    for (const { number, operator, parents, outcome } of attempts) {
      if (isAudit(outcome)) continue;
      const earned = all.get(operator) ?? { attempts: 0, scored: 0, rises: 0, bests: 0, runs: new Set() };
      all.set(operator, earned);
      earned.attempts++;
      if (outcome.status !== 'scored') continue;
      const { score } = outcome;
      scores[number] = score;
      earned.scored++;
      if (parents.every((parent) => score > scores[parent]!)) earned.rises++;
      if (score <= best) continue;
      best = score;
      earned.bests++;
      earned.runs.add(run);
    }
  await reader.close();
}

for (const run of readdirSync(folder)) await count(run);
console.log('| operator | attempts | scored | better than the parent | new best | runs with a new best |');
console.log('| --- | --- | --- | --- | --- | --- |');
// Without the initial programs and the steps that end a run.
const rows = [...all].filter(([, { attempts }]) => attempts > 100);
for (const [operator, { attempts, scored, rises, bests, runs }] of rows.sort(
  (a, b) => b[1].runs.size - a[1].runs.size,
)) {
  const perThousand = (part: number) => ((1000 * part) / attempts).toFixed(1);
  const share = `${Math.round((100 * scored) / attempts)} %`;
  console.log(
    `| \`${operator}\` | ${attempts} | ${share} | ${perThousand(rises)} | ${perThousand(bests)} | ${runs.size} |`,
  );
}
