import { type Attempt, type Exchange, exchangesOf, type ProposalAttempt, parentsOf } from '../api/attempt.ts';
import type { Note } from '../api/note.ts';
import type { PlaybookChange } from '../api/playbook.ts';
import { formatNumber } from '../format.ts';
import { plainAfter } from '../plain.ts';
import { populationPath } from '../population-path.ts';
import { describeLine } from '../report/describe.ts';
import { describeNote } from '../report/notes.ts';
import { type Outcome, outcomeOf } from '../report/outcome.ts';
import { candidateArgument, jsonOption, populationArgument } from './arguments.ts';
import { defineCommand } from './command.ts';
import { gitText, paint, printPaged } from './pager.ts';
import { printJson } from './standard-output.ts';
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
        printJson({ ...attempt, commit: commit ?? null, files, note: record.notes.get(attempt.number) ?? null });
        return;
      }
      const lines = [
        describeLine(entry, record, paint).trim(),
        ...[...noteFacts(record.notes.get(attempt.number)), ...attemptFacts(attempt)].flatMap(([name, value]) =>
          value ? [`  ${paint('quiet', name.padEnd(12))} ${plainAfter(value)}`] : [],
        ),
      ];
      const path = await populationPath(argv.population);
      const change = commit ? await gitText(path, ['show', '--format=', '-m', '--first-parent', commit]) : '';
      await printPaged([...lines, change].join('\n').trimEnd());
    }),
});

type Fact = readonly [name: string, value: string];

/** Whether a person did nothing but write. */
function isFree(attempt: Attempt): boolean {
  return attempt.kind === 'order' || (attempt.kind === 'reflection' && attempt.model === undefined);
}

function noteFacts(note: Note | undefined): readonly Fact[] {
  return note ? [['note', [describeNote(note), ...(note.by === '' ? [] : [`(${note.by})`])].join(' ')]] : [];
}

/** The shown facts of an attempt, by name; those with an empty value are left out. */
function attemptFacts(attempt: Attempt): readonly Fact[] {
  const { propose, evaluate } = attempt.cost;
  const cost: Fact = ['cost', `${propose} ms to propose, ${evaluate} ms to evaluate`];
  return [
    ...originFacts(attempt),
    ...(isFree(attempt) ? [] : [cost]),
    ...outcomeFacts(outcomeOf(attempt)),
    ...exchangesOf(attempt).flatMap(exchangeFacts),
  ];
}

function originFacts(attempt: Attempt): readonly Fact[] {
  switch (attempt.kind) {
    case 'initial':
      return [['islands', attempt.islands.join(', ')]];
    case 'proposal':
      return proposalFacts(attempt);
    case 'audit':
      return [
        ['candidate', numbers([attempt.candidate])],
        ['asked by', attempt.by ?? ''],
      ];
    case 'reflection':
      return [
        ['author', attempt.by],
        ['hint', attempt.delta.hint ?? ''],
        ...(attempt.delta.wordings ?? []).map(({ ask, text }): Fact => [`prompt of ${ask}`, text]),
        ...(attempt.delta.playbook ?? []).map((change): Fact => ['playbook', describeChange(change)]),
      ];
    case 'order':
      return [['author', attempt.by]];
  }
}

function describeChange(change: PlaybookChange): string {
  switch (change.op) {
    case 'add':
      return `new ${change.kind}: ${change.text}`;
    case 'amend':
      return `item ${change.item} amended: ${change.text}`;
    case 'count':
      return `item ${change.item} ${change.as}`;
    case 'retire':
      return `item ${change.item} retired`;
  }
}

function proposalFacts(attempt: ProposalAttempt): readonly Fact[] {
  const { cause, drawn, proposal } = attempt;
  return [
    ['cause', cause === 'drawn' ? '' : cause],
    ['origin', proposal.origin === undefined ? '' : `commit ${proposal.origin.commit} of run ${proposal.origin.run}`],
    ['parents', numbers(parentsOf(attempt))],
    ['inspired by', numbers(drawn.inspirations)],
    ['repairs', proposal.repairs === undefined ? '' : numbers([proposal.repairs])],
    ['nearly the same as', proposal.twin === undefined ? '' : numbers([proposal.twin])],
    ['island', String(drawn.island)],
    ['trials', proposal.trials === undefined ? '' : String(proposal.trials)],
    ['lessons', (proposal.shown ?? []).join(', ')],
    ['prompt', proposal.wording ?? ''],
  ];
}

function outcomeFacts(outcome: Outcome): readonly Fact[] {
  const artifacts = 'artifacts' in outcome ? Object.entries(outcome.artifacts ?? {}) : [];
  return [
    ['metrics', 'metrics' in outcome ? named(outcome.metrics) : ''],
    ['measures', 'measures' in outcome ? named(outcome.measures) : ''],
    ['machine', 'machine' in outcome ? (outcome.machine ?? '') : ''],
    ['feedback', outcome.feedback],
    ...artifacts.map(([name, text]): Fact => [name, `\n${text}`]),
  ];
}

function exchangeFacts({ prompt, thinking = '', answer, failure, gate, score }: Exchange): readonly Fact[] {
  return [
    ['prompt', prompt],
    ['thinking', thinking],
    ['answer', failure ? `none (${failure.kind}): ${failure.message}` : answer],
    ['stopped by', gate ? `${gate.name}: ${gate.feedback}` : ''],
    ['its score', score === undefined ? '' : formatNumber(score)],
  ];
}

function numbers(attempts: readonly number[]): string {
  return attempts.map((number) => `#${number}`).join(', ');
}

function named(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${formatNumber(value)}`)
    .join(', ');
}
