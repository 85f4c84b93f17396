import { type Refused, refuse } from '../api/attempt.ts';
import type { Files, Program } from '../api/program.ts';
import { fencesOf } from './fences.ts';
import { rewrite } from './rewrite.ts';
import { makeReplacements, replacementsOf } from './search-replace.ts';

/** The program that an answer makes of its parent, not yet past the gates. */
export interface Change {
  readonly status: 'changed';
  readonly files: Files;
  /** How the answer was written, and how well its SEARCH parts matched. */
  readonly format: 'replacements' | 'file' | 'block';
  readonly matched: readonly string[];
}

/**
 * Reads an answer: SEARCH/REPLACE blocks where it has any, fenced code otherwise. Prose is never taken for code.
 * `cutOff` says that the answer has no end, so that its last fence may be half a program.
 */
export function applyAnswer(parent: Program, answer: string, cutOff: boolean): Change | Refused {
  const replacements = replacementsOf(answer, Object.keys(parent.files));
  if (!replacements)
    return refuse('no-code', 'a SEARCH/REPLACE block is not whole: it needs SEARCH, =======, and REPLACE');
  if (replacements.length > 0) {
    const replaced = makeReplacements(parent, replacements);
    if (replaced.status === 'refused') return replaced;
    return { status: 'changed', files: replaced.files, format: 'replacements', matched: replaced.rungs };
  }
  const fences = fencesOf(answer).filter(({ closed }) => closed || !cutOff);
  if (fences.length === 0 && cutOff) return refuse('no-answer', 'the answer was cut off before its code was whole');
  const rewritten = rewrite(parent, fences);
  if (rewritten.status === 'refused') return rewritten;
  return { status: 'changed', files: rewritten.files, format: rewritten.format, matched: [] };
}

/** The line of an answer that names its idea, otherwise its first line of prose. At most 120 characters. */
export function ideaOf(answer: string): string {
  const idea = /^[\s>*#_-]*IDEA\b[\s*_]*:?[\s*_]*(.+)$/im.exec(answer)?.[1];
  const prose = answer.split('\n').find((line) => /^\s*\p{L}/u.test(line) && line.trim().length > 8);
  const [outside] = answer.split(/^\s*(?:```|~~~|<{5,})/m);
  const line = idea ?? (prose && outside?.includes(prose) ? prose : '');
  const plain = line.replace(/[`*_]+/g, '').trim();
  return plain.length > 120 ? `${plain.slice(0, 119).trimEnd()}…` : plain;
}
