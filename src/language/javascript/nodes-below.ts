import type { Node } from './parse.ts';

/** The nodes directly below a node of any syntax tree, in the order of its fields. */
export function nodesBelow<Any extends object>(node: Any): Any[] {
  const below: Any[] = [];
  const take = (value: unknown) => {
    if (isNode(value)) below.push(value as object as Any);
  };
  for (const field in node) {
    const value: unknown = node[field];
    if (Array.isArray(value)) value.forEach(take);
    else take(value);
  }
  return below;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}
