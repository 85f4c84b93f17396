import { parseSync } from 'oxc-parser';
import { lineOf } from '../markers.ts';
import { forEachNode, type Node } from './node.ts';

interface Comment {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface Parsed {
  readonly program: Node;
  readonly comments: readonly Comment[];
  /** The first error, with its line; undefined where there is none. */
  readonly error: string | undefined;
}

/** Most levels of nodes inside one another in a syntax tree. */
const maxDepth = 500;

/**
 * Parses a text as a module, whatever its size; the kind of file follows from its name. Errors include everything that
 * would keep it from loading, such as a name declared twice or a `break` without a loop.
 */
export function read(text: string, name: string): Parsed {
  const { program, comments, errors } = parseSync(name, text, {
    ...{ sourceType: 'module', showSemanticErrors: true },
    range: true, // for the scope analyser
  });
  const [error] = errors;
  return {
    program: program as unknown as Node,
    comments,
    error: error && `line ${lineOf(text, error.labels[0]?.start ?? 0)}: ${error.message}`,
  };
}

/** The same; text that is nested too deeply for code that recurses is an error too. */
export function readShallow(text: string, name: string): Parsed {
  const parsed = read(text, name);
  if (parsed.error || depthOf(parsed.program) <= maxDepth) return parsed;
  return { ...parsed, error: `it is nested more than ${maxDepth} levels deep` };
}

/** Depth of a tree. Goes level by level, because recursion could exhaust the stack. */
function depthOf(root: Node): number {
  let depth = 0;
  for (let level = [root]; level.length > 0; depth++) {
    const below: Node[] = [];
    for (const node of level) forEachNode(node, (child) => below.push(child));
    level = below;
  }
  return depth;
}
