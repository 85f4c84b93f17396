import type { PlaybookItem } from '../../../api/playbook.ts';
import type { Files } from '../../../api/program.ts';
import type { Candidate, Idea } from '../../../api/proposer.ts';
import { fenceFor } from '../../../change/fences.ts';
import { formatNumber } from '../../../format.ts';
import { languageOf } from '../../../language/index.ts';

/** Untrusted text in a fence that it cannot close. */
export function fenced(text: string, info = ''): string {
  const fence = fenceFor(text);
  return `${fence}${info}\n${text.replace(/\n$/, '')}\n${fence}`;
}

/** Text without its middle, with a note of how much is left out. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  return `${text.slice(0, half)}\n[${text.length - 2 * half} characters left out]\n${text.slice(text.length - half)}`.toWellFormed();
}

export function renderFiles(files: Files): string {
  const fences = Object.entries(files).map(([name, text]) => [name, fenced(text, languageOf(name).fences[0])] as const);
  const isOne = fences.length === 1;
  return fences.map(([name, code]) => (isOne ? code : `${name}:\n${code}`)).join('\n');
}

export function renderScore({ score, metrics = {} }: Candidate): string {
  const named = Object.entries(metrics).map(([name, value]) => `${name} ${formatNumber(value)}`);
  return `score ${formatNumber(score)}${named.length > 0 ? ` (${named.join(', ')})` : ''}`;
}

/** One line for a lesson of the playbook. */
export function renderLesson({ kind, text }: Pick<PlaybookItem, 'kind' | 'text'>): string {
  return `- ${kind === 'pitfall' ? 'Avoid' : 'Do'}: ${text}`;
}

/** The hints of people, under their heading. */
export function renderHints(hints: readonly string[]): string {
  const list = hints.map((hint) => `- ${hint.replaceAll('\n', '\n  ')}`).join('\n');
  return `# Hints from the people who run this search\n\n${list}`;
}

/** The beginning and the end of a text, on one line. */
export function renderLine(text: string, limit: number): string {
  return shortened(text.replace(/\s+/g, ' ').trim(), limit).replaceAll('\n', ' ');
}

/** One line for an idea that was tried. */
export function renderIdea({ summary, from, result, feedback }: Idea): string {
  const what = summary.replace(/\s+/g, ' ').trim() || 'a change';
  const why = feedback.replace(/\s+/g, ' ').trim();
  const fate = `${result}, from ${formatNumber(from)}${why ? `: ${shortened(why, 240)}` : ''}`;
  return `- ${shortened(what, 200)} → ${fate}`.replaceAll('```', "'''");
}
