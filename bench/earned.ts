/**
 * The success of each proposer in the runs of a folder, such as those of `table.ts --keep`: node bench/earned.ts FOLDER
 * Prints Markdown: attempts, the share with a score, children better than their parent and new best scores per thousand
 * attempts, and the number of runs with a new best score by the proposer.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ProposalAttempt, parentsOf } from '../src/api/attempt.ts';
import { type Direction, isBetter } from '../src/api/direction.ts';
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

/** Scores of a run's candidates by number, and the best so far. */
interface Seen {
  readonly direction: Direction;
  readonly scores: number[];
  best: number | undefined;
}

async function count(run: string): Promise<void> {
  await using reader = await openReader(join(folder, run));
  const seen: Seen = { direction: reader.facts.direction, scores: [], best: undefined };
  for await (const { entries } of reader.batches())
    for (const { attempt } of entries) {
      if (attempt.kind === 'initial' && attempt.outcome.status === 'scored')
        take(seen, attempt.number, attempt.outcome.score);
      if (attempt.kind === 'proposal') credit(seen, attempt, run);
    }
}

/** Returns whether it is the best so far. */
function take(seen: Seen, number: number, score: number): boolean {
  seen.scores[number] = score;
  const isBest = seen.best === undefined || isBetter(seen.direction, score, seen.best);
  if (isBest) seen.best = score;
  return isBest;
}

function credit(seen: Seen, attempt: ProposalAttempt, run: string): void {
  const { number, proposal, outcome } = attempt;
  const earned = all.get(proposal.proposer) ?? { attempts: 0, scored: 0, rises: 0, bests: 0, runs: new Set() };
  all.set(proposal.proposer, earned);
  earned.attempts++;
  if (outcome.status !== 'scored') return;
  earned.scored++;
  if (parentsOf(attempt).every((parent) => isBetter(seen.direction, outcome.score, seen.scores[parent]!)))
    earned.rises++;
  if (!take(seen, number, outcome.score)) return;
  earned.bests++;
  earned.runs.add(run);
}

for (const run of readdirSync(folder)) await count(run);
console.log('| proposer | attempts | scored | better than the parent | new best | runs with a new best |');
console.log('| --- | --- | --- | --- | --- | --- |');
// Without the steps that end a run.
const rows = [...all].filter(([, { attempts }]) => attempts > 100);
for (const [proposer, { attempts, scored, rises, bests, runs }] of rows.sort(
  (a, b) => b[1].runs.size - a[1].runs.size,
)) {
  const perThousand = (part: number) => ((1000 * part) / attempts).toFixed(1);
  const share = `${Math.round((100 * scored) / attempts)} %`;
  console.log(
    `| \`${proposer}\` | ${attempts} | ${share} | ${perThousand(rises)} | ${perThousand(bests)} | ${runs.size} |`,
  );
}
