import type { Direction } from '../api/direction.ts';
import { formatGain, formatShare } from '../format.ts';
import { unseenText } from '../review/describe.ts';
import { answerColumns, answerRow } from './answers.ts';
import type { Credit } from './attribution.ts';
import { describeProposer } from './describe.ts';
import type { ReportFacts } from './facts.ts';
import { describeHint } from './hints.ts';
import { bestIdeas, ideaColumns, ideaRow, ideasShown, mostIdeas } from './idea-table.ts';
import type { IdeaFacts } from './ideas.ts';
import { machineColumns, machineRow } from './machines.ts';
import { bullets, codeBlock, escapeMarkdown, table } from './markdown-text.ts';
import { describeNoteOf } from './notes.ts';
import { type ChangePart, describePart, describeVital, partsText, patchOf, tellingParts } from './parts.ts';
import {
  applications,
  assurances,
  bestChanges,
  expenses,
  headline,
  improvements,
  proposerColumns,
  proposerRow,
  type ReportTexts,
  reviewPoints,
  reviewTitle,
  simplifiedText,
} from './sections.ts';
import { shorten } from './shorten.ts';
import { describeWorth, worthOf } from './worth.ts';

/** A picture file of the report. */
export interface Illustration {
  readonly file: string;
  readonly caption: string;
}

/** The report as Markdown. Text of candidates is escaped: it cannot form links, tags or table cells. */
export function renderMarkdown(facts: ReportFacts, texts: ReportTexts, illustrations: readonly Illustration[]): string {
  const parts = [
    `# ${escapeMarkdown(facts.problem)}`,
    escapeMarkdown(headline(facts)),
    escapeMarkdown(`Population ${texts.population}, seed ${facts.seed}, germline ${facts.engine}.`),
    ...texts.missing.map((why) => `> ${escapeMarkdown(why)}`),
    '## What improved',
    table(['', ''], improvements(facts)),
    '## From the initial program to the winner',
    ...(texts.simplified === undefined ? [] : [simplifiedText, codeBlock(texts.simplified, 'diff'), 'All of it:']),
    texts.patch === '' ? 'The winner is the initial program.' : codeBlock(texts.patch, 'diff'),
    ...review(texts),
    ...illustrations.map(({ file, caption }) => `![${escapeMarkdown(caption)}](${file})`),
    ...changes(facts),
    ...partList(texts.parts),
    ...(facts.notes.length > 0 ? ['## Notes', bullets(facts.notes.map(describeNoteOf))] : []),
    ...attempts(facts),
    '## What it cost',
    table(['', ''], expenses(facts)),
    '## How sure we are',
    bullets(assurances(facts, texts.population)),
    '## How to apply it',
    ...applications(texts).map(([command, effect]) => `${codeBlock(command, 'sh')}\n\n${escapeMarkdown(effect)}`),
  ];
  return `${parts.join('\n\n')}\n`;
}

function review({ signs }: ReportTexts): readonly string[] {
  if (signs === undefined) return [];
  const { found, unseen } = reviewPoints(signs);
  return [`## ${reviewTitle}`, bullets(found), unseenText, bullets(unseen)];
}

function partList(parts: readonly ChangePart[]): readonly string[] {
  const telling = tellingParts(parts);
  if (telling.length === 0) return [];
  return [
    '### What each part is worth',
    [partsText, describeVital(parts)].filter(Boolean).join(' '),
    ...telling.flatMap((part) => [bullets([describePart(part)]), codeBlock(patchOf(part), 'diff')]),
  ];
}

function changes(facts: ReportFacts): readonly string[] {
  const { direction, attribution } = facts;
  const { proposers, models } = attribution;
  const lines = bestChanges(facts).map(
    ({ attempt, parent, summary, gain, share, ...proposer }) =>
      `${formatGain(gain, direction)} (${formatShare(share)}) #${attempt} from #${parent}, ${describeProposer(proposer)}: ${summary}`,
  );
  return [
    '## The changes that mattered',
    bullets(lines),
    credits('proposer', proposers, direction),
    ...(models.some(({ name }) => name !== 'none') ? [credits('model', models, direction)] : []),
  ];
}

function attempts({
  direction,
  outcomes,
  attempts,
  reasons,
  proposers,
  answers,
  ideas,
  hints,
  machines,
}: ReportFacts): readonly string[] {
  const rows = reasons.map(({ status, reason, count, example }) => [
    `${status}: ${reason}`,
    String(count),
    `#${example.attempt}: ${shorten(example.feedback)}`,
  ]);
  return [
    '## What failed, and why',
    `Of ${attempts} attempts, ${outcomes.scored} got a score, ${outcomes.refused} were refused before they cost an evaluation, and ${outcomes.failed} failed.`,
    table(['reason', 'attempts', 'the latest'], rows),
    '## Proposers and models',
    table(
      proposerColumns,
      proposers.map((one) => proposerRow(one, direction)),
    ),
    ...(answers.length > 0 ? [table(answerColumns, answers.map(answerRow))] : []),
    ...(ideas.length > 0 ? ideaParts(ideas, direction) : []),
    ...(hints.length > 0 ? [bullets(hints.map(describeHint))] : []),
    ...(machines.length > 0 ? ['## Machines', table(machineColumns, machines.map(machineRow))] : []),
  ];
}

function ideaParts(ideas: readonly IdeaFacts[], direction: Direction): readonly string[] {
  const best = bestIdeas(ideas, direction).slice(0, mostIdeas);
  return [
    '### Ideas of models',
    bullets(worthOf(ideas).map(describeWorth)),
    ideasShown(ideas.length),
    table(ideaColumns, best.map(ideaRow)),
  ];
}

function credits(title: string, all: readonly Credit[], direction: Direction): string {
  const rows = all.map(({ name, changes, gain, share }) => [
    name,
    String(changes),
    formatGain(gain, direction),
    formatShare(share),
  ]);
  return table([title, 'changes', 'score changed by', 'share'], rows);
}
