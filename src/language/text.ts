import { hash } from 'node:crypto';
import { derive } from './derive.ts';
import type { CommentSign, Language, Measures } from './language.ts';
import { findBlocks } from './markers.ts';
import type { Region } from './source.ts';

/** Comment signs of any language. */
export const anySign: readonly CommentSign[] = [
  ...['//', '#', '--', '%', ';', '!', "'", 'REM'].map((open) => ({ open })),
  ...[
    ['/*', '*/'],
    ['<!--', '-->'],
    ['(*', '*)'],
    ['{-', '-}'],
    ['#=', '=#'],
    ['%{', '%}'],
  ].map(([open = '', close = '']) => ({ open, close })),
];

/** A language that is known by its comments only, or any text. Models alone change it. */
export function textLanguage(
  about: Pick<Language, 'id' | 'name' | 'suffixes'> & Partial<Pick<Language, 'fences' | 'comments'>>,
): Language {
  const { fences = [about.id], comments = anySign } = about;
  return {
    ...about,
    fences,
    comments,
    rules: [],
    faults: () => [],
    blocks: derive(({ text }) => findBlocks(text, comments)),
    key: derive(({ text }) => textKey(text)),
    shape: derive(({ text }) => textKey(text)),
    outline: ({ text }) => outlineOf(text),
    measures: ({ text }, regions) => measureText(text, regions),
    numbers: () => [],
  };
}

/** Digest of a text without blank lines and blanks at the ends of lines. */
export function textKey(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  return hash('sha1', lines.filter((line) => line !== '').join('\n'), 'hex');
}

const sign = /[\p{L}_][\p{L}\p{N}_]*|\d[\w.]*|[^\s\p{L}\p{N}_]/gu;

/** Words and signs, with all numbers alike. */
export function outlineOf(text: string): readonly string[] {
  return (text.match(sign) ?? []).map((one) => (/^\d/.test(one) ? '#' : one));
}

const branch = /\b(?:if|elif|elsif|elseif|for|foreach|while|until|case|when|match|catch|except|do)\b/gi;

/** Words and signs, words that decide or repeat in most languages, names before parentheses, and numbers. */
export function measureText(text: string, regions: readonly Region[]): Measures {
  const open = regions.map(({ start, end }) => text.slice(start, end)).join('\n');
  const count = (pattern: RegExp) => open.match(pattern)?.length ?? 0;
  return {
    size: count(sign),
    branches: count(branch),
    calls: count(/(?<![\p{L}\p{N}_])[\p{L}_][\p{L}\p{N}_]*(?=\()/gu), // from the start of a word only: linear
    literals: count(/(?<![\p{L}\p{N}_.])\d[\w.]*/gu),
  };
}
