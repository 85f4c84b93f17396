import type { Attempt, Outcome } from '../api/attempt.ts';
import { formatNumber } from '../format.ts';
import { plain } from '../plain.ts';
import { describeLine } from '../report/describe.ts';
import { candidateArgument, jsonOption, populationArgument } from './arguments.ts';
import { defineCommand } from './command.ts';
import { gitText, paint, printPaged } from './pager.ts';
import { populationPath } from './population-path.ts';
import { withRecord } from './with-record.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .positional('candidate', candidateArgument)
      .option('json', jsonOption)
      .example('$0 show circle-packing-26-1 1234', 'attempt 1234'),
  handler: (argv) =>
    withRecord(argv.population, async (record) => {
      const entry = record.find(argv.candidate);
      const { attempt, commit } = entry;
      if (argv.json) {
        const files = commit ? await record.files(entry) : null;
        console.log(JSON.stringify({ ...attempt, commit: commit ?? null, files }));
        return;
      }
      const lines = [
        describeLine(entry, record.score, paint).trim(),
        ...facts(attempt).flatMap(([name, value]) =>
          value ? [`  ${paint('quiet', name.padEnd(12))} ${plain(value)}`] : [],
        ),
      ];
      const path = await populationPath(argv.population);
      const change = commit ? await gitText(path, ['show', '--format=', '-m', '--first-parent', commit]) : '';
      await printPaged([...lines, change].join('\n').trimEnd());
    }),
});

function facts({ outcome, ...attempt }: Attempt): [string, string][] {
  const list = (numbers: readonly number[]) => numbers.map((number) => `#${number}`).join(', ');
  const named = (values: Readonly<Record<string, number>>) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${formatNumber(value)}`)
      .join(', ');
  return [
    ['parents', list(attempt.parents)],
    ['inspired by', list(attempt.inspirations)],
    ['mends', attempt.mends === undefined ? '' : `#${attempt.mends}`],
    ['island', String(attempt.island)],
    ['cost', `${attempt.cost.propose} ms to propose, ${attempt.cost.evaluate} ms to evaluate`],
    ['metrics', 'metrics' in outcome ? named(outcome.metrics) : ''],
    ['measures', 'measures' in outcome ? named(outcome.measures) : ''],
    ['feedback', outcome.feedback],
    ...artifactsOf(outcome).map(([name, text]): [string, string] => [name, `\n${text}`]),
    ...(attempt.exchanges ?? []).flatMap(({ prompt, thinking = '', answer, failure, gate }): [string, string][] => [
      ['prompt', prompt],
      ['thinking', thinking],
      ['answer', failure ? `none (${failure.kind}): ${failure.message}` : answer],
      ['stopped by', gate ? `${gate.name}: ${gate.feedback}` : ''],
    ]),
  ];
}

/** The artifacts of the evaluation, by name. */
function artifactsOf(outcome: Outcome): [string, string][] {
  return 'artifacts' in outcome ? Object.entries(outcome.artifacts ?? {}) : [];
}
