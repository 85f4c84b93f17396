import type { Attempt } from '../api/attempt.ts';
import { populationPath } from '../population-path.ts';
import { describeLine } from '../report/describe.ts';
import { outcomeOf, statuses } from '../report/outcome.ts';
import { proposerOf } from '../report/row.ts';
import { jsonOption, populationArgument } from './arguments.ts';
import { defineCommand } from './command.ts';
import { showGit } from './git-output.ts';
import { paint, printPaged } from './pager.ts';
import { printJson } from './standard-output.ts';
import { withRecord } from './with-record.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs.positional('population', populationArgument).options({
      number: { alias: 'n', type: 'number', default: 20, describe: 'Number of attempts', requiresArg: true },
      status: { choices: statuses, describe: 'Only attempts with this outcome' },
      island: { type: 'number', describe: 'Only this island', requiresArg: true },
      proposer: { type: 'string', describe: 'Only this proposer, or initial or audit', requiresArg: true },
      graph: {
        type: 'boolean',
        default: false,
        describe: "Show git's graph of the best of each island and their ancestors",
      },
      json: jsonOption,
    }),
  handler: async (argv) => {
    if (argv.graph) return await showGraph(await populationPath(argv.population), argv.number);
    await withRecord(argv.population, async (record) => {
      const chosen = record.entries.filter(
        ({ attempt }) =>
          (argv.status === undefined || outcomeOf(attempt).status === argv.status) &&
          (argv.island === undefined || isOn(attempt, argv.island)) &&
          (argv.proposer === undefined || proposerOf(attempt) === argv.proposer),
      );
      const newest = argv.number > 0 ? chosen.slice(-argv.number).reverse() : [];
      if (argv.json) return printJson(newest.map(({ attempt, commit }) => ({ ...attempt, commit: commit ?? null })));
      const lines = newest.map((entry) => describeLine(entry, record, paint));
      await printPaged(lines.join('\n'));
    });
  },
});

function isOn(attempt: Attempt, island: number): boolean {
  if (attempt.kind === 'initial') return attempt.islands.includes(island);
  return attempt.kind === 'proposal' && attempt.drawn.island === island;
}

async function showGraph(path: string, count: number): Promise<void> {
  await showGit(path, ['log', '--graph', '--oneline', '--decorate', `-n${count}`, 'champion', '--branches=island/*']);
}
