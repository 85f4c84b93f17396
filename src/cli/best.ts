import { type Attempt, type AuditAttempt, childOf, type Elite } from '../api/attempt.ts';
import { fitnessOf } from '../api/direction.ts';
import type { Objective } from '../api/problem.ts';
import { formatNumber } from '../format.ts';
import { plain, plainLine } from '../plain.ts';
import { frontOf, objectiveValues } from '../population/front.ts';
import type { RunRecord } from '../record/read-record.ts';
import { originOf } from '../report/ancestry.ts';
import { compareFrom, describeComparison } from '../report/comparison.ts';
import { describeLine } from '../report/describe.ts';
import { unprotectedText } from '../report/heading.ts';
import { shellWord } from '../shell-word.ts';
import { jsonOption, populationArgument } from './arguments.ts';
import { defineCommand } from './command.ts';
import { printJson } from './standard-output.ts';
import { withRecord } from './with-record.ts';

export const command = defineCommand({
  builder: (yargs) => yargs.positional('population', populationArgument).option('json', jsonOption),
  handler: (argv) =>
    withRecord(argv.population, async (record) => {
      const champion = record.find('champion');
      const { attempt, commit } = champion;
      const files = await record.files(champion);
      const initial = record.score(originOf(record, champion).attempt.number);
      const front = findFront(record);
      const { direction } = record.facts;
      const comparison = compareFrom(record, attempt.number, direction);
      const child = childOf(attempt);
      const metrics = child?.status === 'scored' ? child.metrics : {};
      if (argv.json) {
        return printJson({
          ...{ attempt: attempt.number, commit, score: record.score(attempt.number), initial, metrics },
          audit: record.audit(attempt.number)?.verdict ?? null,
          comparison,
          ...(record.facts.unprotected && { unprotected: true }),
          ...(front.length > 0 && { front }),
          files,
        });
      }
      console.log(describeLine(champion, record).trim());
      for (const [name, value] of Object.entries(metrics)) console.log(`  ${name} = ${formatNumber(value)}`);
      console.log(`  ${describeAudit(attempt, record.audit(attempt.number), argv.population)}`);
      console.log(`  initial program: ${formatNumber(initial ?? Number.NaN)}`);
      if (comparison)
        for (const line of describeComparison(comparison, initial ?? Number.NaN, direction)) console.log(line);
      if (record.facts.unprotected) console.log(`  ${unprotectedText}`);
      for (const line of describeFront(front)) console.log(line);
      for (const [name, text] of Object.entries(files)) console.log(`\n── ${name}\n${plain(text.trimEnd())}`);
    }),
});

/** A member of the front, with its value of each objective. */
interface Member {
  readonly attempt: number;
  readonly values: Readonly<Record<string, number>>;
  readonly audited: boolean;
}

/** All candidates that no other beats in all objectives; empty for a single objective. */
function findFront(record: RunRecord): readonly Member[] {
  const { objectives } = record.facts;
  if (!objectives) return [];
  const elites = record.entries.flatMap(({ attempt }) => eliteOf(record, attempt, objectives));
  return frontOf(elites).map((elite) => ({
    attempt: elite.number,
    values: Object.fromEntries(
      objectives.map(({ name, direction }, index) => [name, fitnessOf(direction, elite.objectives![index]!)]),
    ),
    audited: record.audit(elite.number) !== undefined,
  }));
}

/** A candidate with a score that no audit refuted. */
function eliteOf(record: RunRecord, attempt: Attempt, objectives: readonly Objective[]): Elite[] {
  const { number } = attempt;
  const child = childOf(attempt);
  if (child?.status !== 'scored' || record.audit(number)?.verdict.status === 'refuted') return [];
  const score = record.score(number) ?? child.score;
  const values = objectiveValues(objectives, score, child.metrics);
  const fitness = fitnessOf(record.facts.direction, score);
  const size = child.measures.size ?? 0;
  return [{ number, score, fitness, size, cell: '', objectives: values }];
}

function describeFront(front: readonly Member[]): readonly string[] {
  if (front.length === 0) return [];
  const lines = front.map(({ attempt, values, audited }) => {
    const said = Object.entries(values).map(([name, value]) => `${name} ${formatNumber(value)}`);
    return `  ${`#${attempt}`.padEnd(8)} ${said.join(', ')}${audited ? ', audited' : ''}`;
  });
  return ['', `the front, ${front.length} candidates that no other beats in all objectives:`, ...lines];
}

function describeAudit({ kind }: Attempt, audit: AuditAttempt | undefined, population: string): string {
  if (!audit && kind === 'initial') return 'the initial program, which needs no audit';
  if (!audit) return `not audited yet; to do so: germline audit ${shellWord(population)}`;
  const { number, verdict } = audit;
  return plainLine(`${verdict.status} by the audit #${number}: ${verdict.feedback}`);
}
