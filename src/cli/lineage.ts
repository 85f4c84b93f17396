import { type Entry, parentsOf } from '../api/attempt.ts';
import type { Direction } from '../api/direction.ts';
import { UsageError } from '../api/errors.ts';
import { formatChange, formatGain, formatNumber, formatShare } from '../format.ts';
import { plain, plainLine } from '../plain.ts';
import { ancestors, type RunRecord } from '../record/read-record.ts';
import { ancestryOf, betterParent, betterParents } from '../report/ancestry.ts';
import { type Attribution, attribute, type Credit } from '../report/attribution.ts';
import { describeLine, describeProposer } from '../report/describe.ts';
import { rowOf } from '../report/row.ts';
import { candidateArgument, jsonOption, populationArgument } from './arguments.ts';
import { defineCommand } from './command.ts';
import { paint, printPaged } from './pager.ts';
import { printJson } from './standard-output.ts';
import { withRecord } from './with-record.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .positional('candidate', candidateArgument)
      .options({
        all: { type: 'boolean', default: false, describe: 'All ancestors, not just the better parent of each' },
        attribution: {
          type: 'boolean',
          default: false,
          describe: 'The share of the gain of each change, proposer and model',
        },
        json: jsonOption,
      })
      .example('$0 lineage circle-packing-26-1 --attribution', 'which changes improved the winner')
      .epilogue(
        'Each line is a change of the better parent of a candidate, and the gain is measured against that parent. ' +
          'To see the changes themselves: git -C populations/NAME.git log -p champion',
      ),
  handler: (argv) =>
    withRecord(argv.population, async (record) => {
      const entry = record.find(argv.candidate);
      if (argv.attribution) {
        if (argv.all)
          throw new UsageError('--attribution follows the better parents only: pass either --attribution or --all.');
        const row = (number: number) => rowOf(record.entry(number).attempt);
        const attribution = attribute(entry.attempt.number, ancestryOf(record), row);
        if (argv.json) return printJson(attribution);
        return await printPaged(describeAttribution(attribution, record.facts.direction));
      }
      const line = argv.all ? ancestors(record, entry) : betterLine(record, entry);
      if (argv.json) printJson(line.map((ancestor) => asJson(record, ancestor)));
      else await printPaged(describeLines(record, line));
    }),
});

function betterLine(record: RunRecord, { attempt }: Entry): readonly Entry[] {
  return betterParents(ancestryOf(record), attempt.number).map((number) => record.entry(number));
}

function describeLines(record: RunRecord, line: readonly Entry[]): string {
  const ancestry = ancestryOf(record);
  const lines = line.map((entry) => {
    const better = betterParent(ancestry, entry.attempt.number);
    const others = parentsOf(entry.attempt).filter((parent) => parent !== better);
    const mates = others.map((mate) => ` with #${mate}`);
    return `${describeLine(entry, record, paint)}${mates.join('')}`;
  });
  const [first, last] = [line[0], line.at(-1)].map((entry) => entry && record.score(entry.attempt.number));
  if (first !== undefined && last !== undefined)
    lines.push(
      `${line.length - 1} changes, from ${formatNumber(first)} to ${formatNumber(last)} (${formatChange(last - first)})`,
    );
  return lines.join('\n');
}

function asJson(record: RunRecord, { attempt, commit }: Entry) {
  const { number, model = null, ...row } = rowOf(attempt);
  return {
    attempt: number,
    commit: commit ?? null,
    ...row,
    model,
    score: record.score(number) ?? null,
    note: record.notes.get(number) ?? null,
  };
}

function describeAttribution(attribution: Attribution, direction: Direction): string {
  const { from, to, gain, changes, proposers, models } = attribution;
  const columns = (share: number | undefined, amount: number) =>
    `${formatShare(share).padStart(8)} ${formatGain(amount, direction).padStart(16)}`;
  const credits = (title: string, list: readonly Credit[]) => [
    '',
    `by ${title}`,
    ...list.map(
      (one) =>
        `${columns(one.share, one.gain)}  ${one.name}, ${one.changes} ${one.changes === 1 ? 'change' : 'changes'}`,
    ),
  ];
  const largest = changes.toSorted((a, b) => b.gain - a.gain);
  return plain(
    [
      `from ${formatNumber(from)} to ${formatNumber(to)} (${formatGain(gain, direction)}) in ${changes.length} changes`,
      ...credits('proposer', proposers),
      ...(models.some(({ name }) => name !== 'none') ? credits('model', models) : []),
      '',
      'by change',
      ...largest.map(
        ({ share, gain, attempt, ...change }) =>
          `${columns(share, gain)}  #${attempt} ${describeProposer(change)}: ${plainLine(change.summary)}`,
      ),
    ].join('\n'),
  );
}
