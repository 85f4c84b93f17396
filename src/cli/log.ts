import { type Attempt, type Entry, modelOf } from '../api/attempt.ts';
import { UsageError } from '../api/errors.ts';
import { recall } from '../compose/recall.ts';
import { alignColumns } from '../format.ts';
import { plain } from '../plain.ts';
import { populationPath } from '../population-path.ts';
import type { RunRecord } from '../record/read-record.ts';
import { describeLine } from '../report/describe.ts';
import { ideaColumns, ideaRow, isNumeric } from '../report/idea-table.ts';
import { type IdeaFacts, ModelIdeas } from '../report/ideas.ts';
import { outcomeOf, statuses } from '../report/outcome.ts';
import { proposerOf } from '../report/row.ts';
import { describeWorth, worthOf } from '../report/worth.ts';
import { tell } from '../run/learn.ts';
import { jsonOption, populationArgument, wholeNumber } from './arguments.ts';
import { defineCommand } from './command.ts';
import { showGit } from './git-output.ts';
import { paint, printPaged } from './pager.ts';
import { printJson } from './standard-output.ts';
import { withRecord } from './with-record.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .options({
        number: { ...wholeNumber('number', 1, 'Number of attempts'), alias: 'n', default: 20 },
        status: { choices: statuses, describe: 'Only attempts with this outcome' },
        island: wholeNumber('island', 0, 'Only this island'),
        proposer: { type: 'string', describe: 'Only this proposer, or initial or audit', requiresArg: true },
        model: { type: 'string', describe: 'Only this model', requiresArg: true },
        ideas: {
          type: 'boolean',
          default: false,
          describe: "A table of models' ideas: score, parent, fate, cost; and what became of each model's calls",
        },
        graph: {
          type: 'boolean',
          default: false,
          describe: "Show git's graph of the best of each island and their ancestors",
        },
        json: jsonOption,
      })
      .example('$0 log circle-packing-26-1 --status failed -n 5', 'the latest five programs that failed, and why')
      .example('$0 log circle-packing-26-1 --ideas --model gemma3:4b', 'what the ideas of a model became, and cost'),
  handler: async (argv) => {
    if (argv.graph) return await showGraph(await populationPath(argv.population), argv.number);
    await withRecord(argv.population, async (record) => {
      const chosen = record.entries.filter(selectorOf(record, argv));
      if (argv.ideas) return await showIdeas(record, chosen, argv);
      const newest = newestOf(chosen, argv.number);
      if (argv.json) return printJson(newest.map(({ attempt, commit }) => ({ ...attempt, commit: commit ?? null })));
      const lines = newest.map((entry) => describeLine(entry, record, paint));
      await printPaged(lines.join('\n'));
    });
  },
});

interface Filters {
  readonly status: string | undefined;
  readonly island: number | undefined;
  readonly proposer: string | undefined;
  readonly model: string | undefined;
}

/** Whether an attempt passes all filters. @throws {UsageError} if the run did not use the model. */
function selectorOf({ entries }: RunRecord, { status, island, proposer, model }: Filters) {
  const models = new Set(entries.flatMap(({ attempt }) => modelOf(attempt) ?? []));
  if (model !== undefined && !models.has(model))
    throw new UsageError(
      `This run did not use the model ${model}. It used ${models.size > 0 ? [...models].join(', ') : 'none'}.`,
    );
  return ({ attempt }: Entry) =>
    (status === undefined || outcomeOf(attempt).status === status) &&
    (island === undefined || isOn(attempt, island)) &&
    (proposer === undefined || proposerOf(attempt) === proposer) &&
    (model === undefined || modelOf(attempt) === model);
}

function isOn(attempt: Attempt, island: number): boolean {
  if (attempt.kind === 'initial') return attempt.islands.includes(island);
  return attempt.kind === 'proposal' && attempt.drawn.island === island;
}

function newestOf<T>(items: readonly T[], count: number): readonly T[] {
  return count > 0 ? items.slice(-count).reverse() : [];
}

/** Tells the record again, since what became of an idea depends on all that came before it. */
async function showIdeas(
  record: RunRecord,
  chosen: readonly Entry[],
  { number, json }: { readonly number: number; readonly json: boolean },
): Promise<void> {
  const { population, known } = await recall(record.facts);
  const learner = new ModelIdeas(record.facts.direction, known !== undefined);
  for (const { attempt } of record.entries) tell({ population, learners: [learner] }, { attempt });
  const wanted = new Set(chosen.map(({ attempt }) => attempt.number));
  const ideas = learner.all.filter(({ attempt }) => wanted.has(attempt));
  const [newest, models] = [newestOf(ideas, number), worthOf(ideas)];
  if (json) return printJson({ ideas: newest, models });
  if (ideas.length === 0) return console.log('There are no ideas of models here.');
  await printPaged([...ideaTable(newest), '', ...models.map(describeWorth)].map(plain).join('\n'));
}

/** A table with aligned columns. */
function ideaTable(ideas: readonly IdeaFacts[]): readonly string[] {
  return alignColumns([ideaColumns, ...ideas.map(ideaRow)], isNumeric);
}

async function showGraph(path: string, count: number): Promise<void> {
  await showGit(path, ['log', '--graph', '--oneline', '--decorate', `-n${count}`, 'champion', '--branches=island/*']);
}
