import { parseSync } from 'oxc-parser';
import { forEachNode, type Node } from './node.ts';

interface Comment {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface Parsed {
  readonly program: Node;
  readonly comments: readonly Comment[];
  /** The first thing wrong with the text, with its line; undefined where nothing is. */
  readonly error: string | undefined;
}

/** Most levels of nodes inside one another in a syntax tree. */
const maxDepth = 500;

/**
 * Parses a text as a module, whatever its size; the kind of file follows from its name. Errors are all that would keep
 * it from being loaded: a name declared twice or a `break` without a loop are among them.
 */
export function read(text: string, name: string): Parsed {
  const { program, comments, errors } = parseSync(name, text, {
    ...{ sourceType: 'module', showSemanticErrors: true },
    range: true, // which the analyser of scopes reads
  });
  const [error] = errors;
  return {
    program: program as unknown as Node,
    comments,
    error: error && `line ${lineOf(text, error.labels[0]?.start ?? 0)}: ${error.message}`,
  };
}

/** The same; a text that is nested too deeply for parsers that recurse is an error too. */
export function readShallow(text: string, name: string): Parsed {
  const parsed = read(text, name);
  if (parsed.error || depthOf(parsed.program) <= maxDepth) return parsed;
  return { ...parsed, error: `it is nested more than ${maxDepth} levels deep` };
}

/** Line number of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** How many nodes lie in one another; level by level, because recursion could exhaust the stack. */
function depthOf(root: Node): number {
  let depth = 0;
  for (let level = [root]; level.length > 0; depth++) {
    const below: Node[] = [];
    for (const node of level) forEachNode(node, (child) => below.push(child));
    level = below;
  }
  return depth;
}
