import { formatChange, formatNumber } from '../format.ts';
import { ancestors, type Entry, firstParents, type RunRecord } from '../population/read-record.ts';
import { describeLine } from '../report/describe.ts';
import { defineCommand } from './command.ts';
import { candidateArgument, jsonOption, populationArgument, withRecord } from './with-record.ts';

export const lineage = defineCommand({
  command: 'lineage <population> [candidate]',
  describe: 'How a candidate came about, from the initial program on',
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .positional('candidate', candidateArgument)
      .options({
        all: { type: 'boolean', default: false, describe: 'All ancestors, not only first parents' },
        json: jsonOption,
      })
      .epilogue('For the same with the changes themselves: git -C populations/NAME.git log -p champion'),
  handler: (argv) =>
    withRecord(argv.population, async (record) => {
      const entry = record.find(argv.candidate);
      const line = argv.all ? ancestors(record, entry) : firstParents(record, entry);
      if (argv.json) console.log(JSON.stringify(line.map((ancestor) => asJson(record, ancestor))));
      else print(record, line);
    }),
});

function print(record: RunRecord, line: readonly Entry[]): void {
  for (const { attempt, commit } of line) {
    const mates = attempt.parents.slice(1).map((mate) => ` with #${mate}`);
    console.log(`${describeLine(attempt, commit, record.score(attempt.parents[0] ?? -1))}${mates.join('')}`);
  }
  const [first, last] = [line[0], line.at(-1)].map((entry) => entry && record.score(entry.attempt.number));
  if (first !== undefined && last !== undefined)
    console.log(
      `${line.length - 1} changes, from ${formatNumber(first)} to ${formatNumber(last)} (${formatChange(last - first)})`,
    );
}

function asJson(record: RunRecord, { attempt, commit }: Entry) {
  const { number, island, operator, model, parents, inspirations, summary } = attempt;
  const score = record.score(number) ?? null;
  const facts = { attempt: number, commit: commit ?? null, score, island, operator, model: model ?? null };
  return { ...facts, parents, inspirations, summary };
}
