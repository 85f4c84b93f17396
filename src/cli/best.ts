import { formatNumber } from '../format.ts';
import { plain } from '../plain.ts';
import type { Entry } from '../population/read-record.ts';
import { describeLine } from '../report/describe.ts';
import { jsonOption, populationArgument } from './arguments.ts';
import { defineCommand } from './command.ts';
import { withRecord } from './with-record.ts';

export const best = defineCommand({
  command: 'best <population>',
  describe: 'The winner: its score, metrics and text',
  builder: (yargs) => yargs.positional('population', populationArgument).option('json', jsonOption),
  handler: (argv) =>
    withRecord(argv.population, async (record) => {
      const champion = record.find('champion');
      const { attempt, commit } = champion;
      const files = await record.files(champion);
      const metrics = attempt.outcome.status === 'scored' ? attempt.outcome.metrics : {};
      if (argv.json) {
        const initial = record.score(0);
        console.log(
          JSON.stringify({
            attempt: attempt.number,
            commit,
            score: record.score(attempt.number),
            initial,
            metrics,
            audit: record.audit(attempt.number)?.attempt.outcome ?? null,
            files,
          }),
        );
        return;
      }
      console.log(describeLine(attempt, commit, record.score(attempt.parents[0] ?? -1)).trim());
      for (const [name, value] of Object.entries(metrics)) console.log(`  ${name} = ${formatNumber(value)}`);
      console.log(`  ${describeAudit(record.audit(attempt.number), argv.population)}`);
      console.log(`  initial program: ${formatNumber(record.score(0) ?? Number.NaN)}`);
      for (const [name, text] of Object.entries(files)) console.log(`\n── ${name}\n${plain(text.trimEnd())}`);
    }),
});

function describeAudit(audit: Entry | undefined, population: string): string {
  if (!audit) return `not audited yet; germline audit ${population} does it`;
  const { number, outcome } = audit.attempt;
  return plain(`${outcome.status} by the audit #${number}: ${outcome.feedback}`);
}
