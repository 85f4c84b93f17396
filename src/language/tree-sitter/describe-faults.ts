import type { Parser } from 'web-tree-sitter';
import { type FirstError, firstError } from './first-error.ts';
import type { Rows } from './walk.ts';

/** A longer list of what is expected says nothing. */
const maxExpected = 6;
/** Faults that are described; the others are only counted. */
const maxDescribed = 20;
/** A longer text is not parsed again for a better description, in characters. */
const maxExplained = 100_000;

/** What is wrong with a text, one line for each fault, such as "line 3: `;` is missing after `int b = a`". */
export function describeFaults(parser: Parser, text: string, rows: Rows, isOver: () => boolean): readonly string[] {
  const { faults } = rows;
  if (faults.length === 0) return [];
  const described = faults.map((row, index) => (index < maxDescribed ? describe(parser, text, rows, row) : '…'));
  const [first = 0] = faults;
  const error =
    isMissing(parser, rows, first) || text.length > maxExplained ? undefined : firstError(parser, text, isOver);
  return error ? [explain(text, error), ...described.slice(1)] : described;
}

function isMissing(parser: Parser, rows: Rows, row: number): boolean {
  return rows.kind[row] !== parser.language?.types.length;
}

function describe(parser: Parser, text: string, rows: Rows, row: number): string {
  const [start, end] = [rows.start[row] as number, rows.end[row] as number];
  if (!isMissing(parser, rows, row)) return at(text, start, `${quote(text.slice(start, end))} cannot be read`);
  const name = nameOf(parser.language?.types[rows.kind[row] as number] ?? '');
  return at(text, start, `${name} is missing${behind(text, start)}`);
}

function explain(text: string, { after, token, expected }: FirstError): string {
  const rest = text.slice(after);
  const next = after + (/^\s*/.exec(rest)?.[0].length ?? 0);
  const ends = token === 'end' ? 'end of file' : token.startsWith('_') ? 'end of line' : undefined;
  const seen = ends ?? quote(/^(?:\w+|\S)/.exec(rest.trimStart())?.[0] ?? '');
  const few = expected.length > 0 && expected.length <= maxExpected;
  const wanted = few ? `, expected ${expected.map(nameOf).join(' or ')}` : '';
  return at(text, ends ? after : next, `unexpected ${seen}${behind(text, after)}${wanted}`);
}

/** The text before an offset on its line, as a part of a sentence. */
function behind(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim();
  return line === '' ? '' : ` after ${quote(line.length > 40 ? `…${line.slice(-39)}` : line)}`;
}

/** Kinds of a grammar in words, tokens as they are written. */
function nameOf(kind: string): string {
  return /^[a-z][a-z]*_[a-z_]+$|^(identifier|integer|float|string|block)$/.test(kind)
    ? kind.replaceAll('_', ' ')
    : quote(kind);
}

function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `\`${line.length > 40 ? `${line.slice(0, 39)}…` : line}\``;
}

function at(text: string, offset: number, what: string): string {
  return `line ${text.slice(0, offset).split('\n').length}: ${what}`;
}
