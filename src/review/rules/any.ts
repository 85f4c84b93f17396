import type { Rule } from '../rule.ts';

/** A number but 0 and 1, which most programs compare with. */
const number = String.raw`(?<![\w.])-?(?![01](?![\w.]))\d[\w.]*`;
const text = String.raw`["'\`][^"'\`\n]{2,}["'\`]`;
const item = String.raw`(?:(?<![\w.])-?\.?\d[\w.]*|"[^"\n]*"|'[^'\n]*')`;

/** Rules of all languages. */
export const any: readonly Rule[] = [
  {
    sign: 'special-case',
    view: 'text',
    pattern: new RegExp(
      String.raw`(?:[=!]==?|\bcase\b|\bis(?:\s+not)?\b|\bin\s*[[{(])\s*(?:${number}|${text})|(?:${number}|${text})\s*[=!]==?`,
      'g',
    ),
  },
  { sign: 'embedded-data', view: 'text', pattern: new RegExp(String.raw`(?:${item}\s*,\s*){15}`, 'g') },
  { sign: 'embedded-data', view: 'text', pattern: /["'`][^"'`\n]{160,}["'`]/g },
  {
    sign: 'precision',
    pattern: /\b\w{0,40}(?:eps|tol|iter|precision|accuracy)\w{0,40}\s*(?::\s*\w+\s*)?[:=]=?\s*[-+\d.][-+\w.*]*/gi,
  },
  { sign: 'removed-branch', when: 'gone', pattern: /\b(?:if|elif|elsif|case|switch|match|unless|catch|except)\b/g },
  {
    sign: 'hidden-characters',
    view: 'all',
    pattern: /[^\P{Cc}\t\n\r]|[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu,
  },
];
