import { parseSync } from 'oxc-parser';

/** How many nodes of the syntax tree may lie in one another. */
const deepest = 500;

/** Why the parsers that come later must not see a text: it does not parse as a module, or is nested too deeply. */
export function faultOf(text: string, name: string): string | undefined {
  const { program, errors } = parseSync(name, text, { sourceType: 'module' });
  const [error] = errors;
  if (error) return `line ${lineOf(text, error.labels[0]?.start ?? 0)}: ${error.message}`;
  return depthOf(program) > deepest ? `it is nested more than ${deepest} levels deep` : undefined;
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

function nodesBelow(node: object): object[] {
  return Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

function isNode(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'type' in value;
}
