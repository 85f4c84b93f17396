/** The nodes directly below a node of any syntax tree, in the order of its fields. */
export function nodesBelow<Node extends object>(node: Node): Node[] {
  const below: Node[] = [];
  const take = (value: unknown) => {
    if (isNode(value)) below.push(value as Node);
  };
  for (const field in node) {
    const value: unknown = node[field];
    if (Array.isArray(value)) value.forEach(take);
    else take(value);
  }
  return below;
}

export function isNode(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
