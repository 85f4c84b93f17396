import { openEvaluation } from '../compose/open-evaluation.ts';
import { formatNumber } from '../format.ts';
import { listProblems, loadProblem } from '../load-problem.ts';
import { jsonOption } from './arguments.ts';
import { defineCommand } from './command.ts';

export const problems = defineCommand({
  command: 'problems',
  describe: 'What there is to work on: initial score, best known, what is wanted',
  builder: (yargs) => yargs.option('json', jsonOption),
  handler: async (argv) => {
    const names = await listProblems();
    const found = [];
    for (const name of names) found.push(await describe(name));
    if (argv.json) console.log(JSON.stringify(found));
    else for (const problem of found) console.log(asText(problem));
  },
});

type Description = Awaited<ReturnType<typeof describe>>;

/** Scores the initial program, so that what is shown is what a run starts from here. */
async function describe(name: string) {
  const loaded = await loadProblem(name);
  const pool = await openEvaluation(loaded, { workers: 1, seed: 0 });
  try {
    const evaluation = await pool.evaluate(loaded.initial);
    const { statement, knownBest } = loaded.problem;
    const initialScore = evaluation.status === 'scored' ? evaluation.score : null;
    return { name, initialScore, knownBest: knownBest ?? null, statement: statement.trim() };
  } finally {
    await pool.close();
  }
}

function asText({ name, initialScore, knownBest, statement }: Description): string {
  const start = initialScore === null ? 'the initial program fails' : `starts at ${formatNumber(initialScore)}`;
  const best = knownBest ? `, best known ${formatNumber(knownBest.score)} (${knownBest.source})` : '';
  const [first] = statement.split(/\n\s*\n/);
  return `${name}: ${start}${best}\n${(first ?? '').replace(/^/gm, '    ')}\n`;
}
