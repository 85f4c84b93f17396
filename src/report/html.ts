import { hash } from 'node:crypto';
import type { Direction } from '../api/direction.ts';
import { formatGain, formatNumber, formatShare } from '../format.ts';
import { type Lexicon, type Token, tokensOf } from '../highlight.ts';
import { lexiconOf } from '../language/lexicon.ts';
import { unseenText } from '../review/describe.ts';
import { answerColumns, answerRow } from './answers.ts';
import { rankCells } from './archive-map.ts';
import type { Credit, CreditedChange } from './attribution.ts';
import { heatMap, shareBar } from './charts.ts';
import { describeProposer } from './describe.ts';
import type { ReportFacts } from './facts.ts';
import { describeHint } from './hints.ts';
import { bestIdeas, ideaColumns, ideaRow, ideasShown, isNumeric, mostIdeas } from './idea-table.ts';
import type { IdeaFacts } from './ideas.ts';
import { machineColumns, machineRow } from './machines.ts';
import { Markup, markup } from './markup.ts';
import { describeNoteOf } from './notes.ts';
import { type ChangePart, describePart, describeVital, partsText, patchOf, tellingParts } from './parts.ts';
import {
  applications,
  assurances,
  bestChanges,
  curveCharts,
  expenses,
  headline,
  improvements,
  metricName,
  proposerColumns,
  proposerRow,
  type ReportTexts,
  reviewPoints,
  reviewTitle,
  simplifiedText,
} from './sections.ts';
import { shorten } from './shorten.ts';
import { chartStyle, pageStyle } from './style.ts';
import { describeWorth, worthOf } from './worth.ts';

/** Most lines of a patch that the page shows. */
const mostLines = 2000;

/**
 * The report as one page without scripts, network or other files. Its policy allows only its own style sheet, and all text
 * of candidates is escaped.
 */
export function renderHtml(facts: ReportFacts, texts: ReportTexts): string {
  const style = `${pageStyle}${chartStyle}`;
  const policy = `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; base-uri 'none'; form-action 'none'`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${facts.problem}: ${formatNumber(facts.winner.score)}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
<header><h1>${facts.problem}</h1><p class="headline">${headline(facts)}</p><p class="quiet">${origin(facts, texts)}</p></header>
${texts.missing.map((why) => markup`<p class="notice">${why}</p>`)}
${section('What improved', improvement(facts))}
${section('From the initial program to the winner', wholeChange(texts))}
${review(texts)}
${pictures(texts)}
${section('The changes that mattered', markup`${changes(facts, texts)}${partList(texts.parts)}`)}
${notes(facts)}
${section('How it went', markup`<div class="charts">${curveCharts(facts).map((chart) => markup`<figure>${chart}</figure>`)}</div>`)}
${section('What failed, and why', failures(facts))}
${section('Proposers and models', proposers(facts))}
${machines(facts)}
${archive(facts)}
${section('What it cost', table([], expenses(facts), from(1)))}
${section('How sure we are', list(assurances(facts, texts.population)))}
${section('How to apply it', markup`<dl>${applications(texts).map(([command, effect]) => markup`<dt><code>${command}</code></dt><dd>${effect}</dd>`)}</dl>`)}
</main>
</body>
</html>
`.text;
}

function section(title: string, body: Markup): Markup {
  return markup`<section><h2>${title}</h2>
${body}
</section>`;
}

function list(items: readonly string[]): Markup {
  return markup`<ul>${items.map((item) => markup`<li>${item}</li>`)}</ul>`;
}

/** Selects all columns from one on. */
function from(first: number): (column: number) => boolean {
  return (column) => column >= first;
}

/** A table with words and numbers; the latter are aligned on the right. */
function table(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  isNumber: (column: number) => boolean,
): Markup {
  const kind = (index: number) => (isNumber(index) ? 'number' : '');
  const head = columns.map((column, index) => markup`<th class="${kind(index)}">${column}</th>`);
  const body = rows.map(
    (row) => markup`<tr>${row.map((cell, index) => markup`<td class="${kind(index)}">${cell}</td>`)}</tr>`,
  );
  return markup`<div class="wide"><table>${columns.length > 0 ? markup`<thead><tr>${head}</tr></thead>` : undefined}<tbody>${body}</tbody></table></div>`;
}

function origin({ engine, seed, started, statement }: ReportFacts, { population }: ReportTexts): Markup {
  const first = statement?.trim().split('\n\n')[0];
  return markup`${first} Population ${population}, started ${new Date(started).toISOString().slice(0, 16).replace('T', ' ')} UTC, seed ${seed}, germline ${engine}.`;
}

function improvement(facts: ReportFacts): Markup {
  const { winner } = facts;
  const metrics = Object.entries(winner.metrics).map(([name, value]) => [
    metricName(winner, name),
    formatNumber(value),
  ]);
  return table([], [...improvements(facts), ...metrics], from(1));
}

function pictures({ pictures: { initial, winner } }: ReportTexts): Markup | undefined {
  const figure = (picture: Markup | undefined, caption: string) =>
    picture && markup`<figure>${picture}<figcaption>${caption}</figcaption></figure>`;
  if (!initial && !winner) return undefined;
  const both = [figure(initial, 'initial program'), figure(winner, 'winner')];
  return section('What it looks like', markup`<div class="pictures">${both}</div>`);
}

function changes(facts: ReportFacts, texts: ReportTexts): Markup {
  const { attribution, direction } = facts;
  const withModels = attribution.models.some(({ name }) => name !== 'none');
  return markup`<p>${attribution.changes.length} changes lead from the initial program to the winner; each is credited with what it added to the better of its parents. The largest gains:</p>
<ol>${bestChanges(facts).map((change) => oneChange(change, direction, texts.changes.get(change.attempt)))}</ol>
<h3>By proposer</h3>${credits(attribution.proposers, direction)}
${withModels ? markup`<h3>By model</h3>${credits(attribution.models, direction)}` : undefined}`;
}

function oneChange(change: CreditedChange, direction: Direction, patch: string | undefined): Markup {
  const { attempt, parent, summary, gain, share, ...proposer } = change;
  return markup`<li><strong>${formatGain(gain, direction)}</strong> (${formatShare(share)}) ${shareBar(share ?? 0)} #${attempt} from #${parent}, ${describeProposer(proposer)}: ${summary}
${patch ? markup`<details><summary>the change</summary>${diff(patch)}</details>` : undefined}</li>`;
}

function credits(all: readonly Credit[], direction: Direction): Markup {
  const rows = all.map(
    ({ name, changes, gain, share }) =>
      markup`<tr><td>${name}</td><td class="number">${changes}</td><td class="number">${formatGain(gain, direction)}</td><td class="number">${formatShare(share)}</td><td>${shareBar(share ?? 0)}</td></tr>`,
  );
  return markup`<div class="wide"><table><thead><tr><th></th><th class="number">changes</th><th class="number">score changed by</th><th class="number">share</th><th></th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function proposers({ proposers, answers, ideas, hints, direction }: ReportFacts): Markup {
  const readable = markup`<h3>Answers of models</h3>${table(answerColumns, answers.map(answerRow), from(2))}`;
  const rows = proposers.map((one) => proposerRow(one, direction));
  return markup`${table(proposerColumns, rows, from(2))}
${answers.length > 0 ? readable : undefined}
${ideas.length > 0 ? ideaSection(ideas, direction) : undefined}
${hints.length > 0 ? markup`<h3>Hints</h3>${list(hints.map(describeHint))}` : undefined}`;
}

function notes({ notes }: ReportFacts): Markup | undefined {
  return notes.length > 0 ? section('Notes', list(notes.map(describeNoteOf))) : undefined;
}

function machines({ machines }: ReportFacts): Markup | undefined {
  return machines.length > 0
    ? section('Machines', table(machineColumns, machines.map(machineRow), from(1)))
    : undefined;
}

function ideaSection(ideas: readonly IdeaFacts[], direction: Direction): Markup {
  const best = bestIdeas(ideas, direction).slice(0, mostIdeas);
  return markup`<h3>Ideas of models</h3>${list(worthOf(ideas).map(describeWorth))}
<p>${ideasShown(ideas.length)}</p>
${table(ideaColumns, best.map(ideaRow), isNumeric)}`;
}

function partList(parts: readonly ChangePart[]): Markup | undefined {
  const telling = tellingParts(parts);
  if (telling.length === 0) return undefined;
  return markup`<h3>What each part is worth</h3><p>${partsText} ${describeVital(parts)}</p>
<ol>${telling.map((part) => markup`<li>${describePart(part)}${diff(patchOf(part))}</li>`)}</ol>`;
}

function review({ signs }: ReportTexts): Markup | undefined {
  if (signs === undefined) return undefined;
  const { found, unseen } = reviewPoints(signs);
  return section(reviewTitle, markup`${list(found)}<p>${unseenText}</p>${list(unseen)}`);
}

function wholeChange({ patch, simplified }: ReportTexts): Markup {
  if (patch === '') return markup`<p>The winner is the initial program.</p>`;
  if (simplified === undefined) return diff(patch);
  return markup`<p>${simplifiedText}</p>
${diff(simplified)}
<details><summary>all of it</summary>${diff(patch)}</details>`;
}

function diff(patch: string): Markup {
  const lines = patch.replace(/\n$/, '').split('\n');
  let lexicon: Lexicon | undefined;
  const shown = lines.slice(0, mostLines).map((line) => {
    const file = /^\+\+\+ b\/(.*)$/.exec(line)?.[1];
    if (file !== undefined) lexicon = lexiconOf(file);
    return diffLine(line, lexicon);
  });
  const rest = lines.length - mostLines;
  return markup`<pre class="diff">${shown}${rest > 0 ? `… and ${rest} more lines in the patch` : ''}</pre>`;
}

/** A line of a patch; its first character is a sign. */
function diffLine(line: string, lexicon: Lexicon | undefined): Markup {
  const kind = classOfLine(line);
  const isCode = kind !== 'about' && kind !== 'place';
  const spans = tokensOf(line.slice(1), isCode ? lexicon : undefined).map(tokenSpan);
  return markup`<span class="${kind}">${line.slice(0, 1)}${spans}
</span>`;
}

function tokenSpan({ kind, text }: Token): Markup | string {
  return kind === 'plain' ? text : markup`<span class="${kind}">${text}</span>`;
}

function classOfLine(line: string): string {
  if (/^(diff|index|---|\+\+\+|new file|deleted file|similarity|rename) ?/.test(line)) return 'about';
  if (line.startsWith('@@')) return 'place';
  return line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same';
}

function failures({ outcomes, attempts, reasons }: ReportFacts): Markup {
  const { scored, kept, refused, failed } = outcomes;
  const rows = reasons.map(
    ({ status, reason, count, example }) =>
      markup`<tr><td>${status}: ${reason}</td><td class="number">${count}</td><td>${shareBar(count / attempts)}</td><td class="example">#${example.attempt}: ${shorten(example.feedback)}</td></tr>`,
  );
  return markup`<p>Of ${attempts} attempts, ${scored} got a score${kept === undefined ? '' : ` (${kept} of them a place in the archive)`}, ${refused} were refused before they cost an evaluation, and ${failed} failed.</p>
<div class="wide"><table><thead><tr><th>reason</th><th class="number">attempts</th><th></th><th>the latest</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function archive({ archive, direction }: ReportFacts): Markup | undefined {
  if (!archive || archive.descriptors.length === 0) return undefined;
  const { descriptors, islands } = archive;
  const rank = rankCells(islands, direction);
  const maps = islands.map(
    (island, index) =>
      markup`<figure>${heatMap(descriptors, island, rank, `island ${index}`)}<figcaption>island ${index}: ${island.cells.length} cells, best ${formatNumber(island.cells[0]?.score ?? Number.NaN)}</figcaption></figure>`,
  );
  return section(
    'The archive',
    markup`<p>A square for each kind of program that was found: the stronger its colour, the better its best program ranks among the cells of all islands.</p><div class="maps">${maps}</div>`,
  );
}
