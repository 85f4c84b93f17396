import type { Program } from '../api/program.ts';
import { languageOf } from '../language/index.ts';
import { regionsOf } from '../language/program.ts';
import { type Fence, linesOf } from './fences.ts';

/** Letters and digits that a line needs to be taken for one of the program rather than for a bracket or a word. */
const minKnown = 8;

/**
 * An answer that is a program and nothing else, as a fence, but for the line with its idea. It must repeat a line of the
 * part that may change, such as the head of a function: prose is never taken for code.
 */
export function bareProgram(answer: string, parent: Program): Fence | undefined {
  const text = answer.replace(/^\s*[*_#]*IDEA\b.*\n/i, '').trim();
  const known = new Set(openLines(parent));
  const repeats = linesOf(text).some((line) => known.has(line.trim()));
  return repeats && isCode(text, parent.entry) ? { info: '', text, before: '', closed: true } : undefined;
}

/** Whether a text is code beyond doubt: it parses, or it holds the markers of a block. */
function isCode(text: string, name: string): boolean {
  return (
    text.includes('EVOLVE-BLOCK-START') || (canParse(name) && languageOf(name).faults({ name, text }).length === 0)
  );
}

/** Where nothing parses a language, any prose would do. */
const canParse = (name: string) => languageOf(name).faults({ name, text: '((' }).length > 0;

function openLines(program: Program): readonly string[] {
  const texts = Object.entries(regionsOf(program)).flatMap(([file, regions]) =>
    regions.map(({ start, end }) => (program.files[file] as string).slice(start, end)),
  );
  const lines = texts.flatMap(linesOf).map((line) => line.trim());
  return lines.filter((line) => line.replace(/[^\p{L}\p{N}]/gu, '').length >= minKnown);
}
