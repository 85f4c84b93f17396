import { parseSync } from 'oxc-parser';
import { remember } from './cache.ts';
import { nodesBelow } from './nodes-below.ts';

/** How many nodes of the syntax tree may lie in one another. */
const deepest = 500;

/** What the parser makes of a module. Several ask about one text after another, so that the latest are remembered. */
export const read = remember(4, (text, name) =>
  parseSync(name, text, { sourceType: 'module', showSemanticErrors: true }),
);

/** Why the parsers that come later must not see a text: it does not parse as a module, or is nested too deeply. */
export function faultOf(text: string, name: string): string | undefined {
  const error = errorOf(text, name);
  if (error) return error;
  return depthOf(read(text, name).program) > deepest ? `it is nested more than ${deepest} levels deep` : undefined;
}

/** The first thing wrong with a text, with its line; undefined where it parses. */
export function errorOf(text: string, name: string): string | undefined {
  const [error] = read(text, name).errors;
  return error && `line ${lineOf(text, error.labels[0]?.start ?? 0)}: ${error.message}`;
}

/** Line number of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** How many nodes lie in one another; level by level, because a walk down could end the stack. */
function depthOf(root: object): number {
  let depth = 0;
  for (let level = [root]; level.length > 0; level = level.flatMap(nodesBelow)) depth++;
  return depth;
}
