/** A node of the syntax tree (ESTree with TypeScript, as oxc writes it); positions are offsets into the text. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

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

/** Fields that hold types or decorators, which no operator changes and no run depends on. */
const erased = new Set(['typeAnnotation', 'returnType', 'typeParameters', 'typeArguments', 'decorators', 'implements']);

/** Declarations that are gone when types are stripped. */
const typeDeclarations = new Set(['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSDeclareFunction']);

/** The child nodes with the field that holds them, in the order of the tree; types are left out. */
export function childrenOf(node: Node): readonly (readonly [field: string, child: Node])[] {
  const children: (readonly [string, Node])[] = [];
  for (const field in node) {
    if (erased.has(field)) continue;
    const value = node[field];
    if (Array.isArray(value)) for (const item of value) add(children, field, item);
    else add(children, field, value);
  }
  return children;
}

function add(children: (readonly [string, Node])[], field: string, value: unknown): void {
  if (isNode(value) && !typeDeclarations.has(value.type)) children.push([field, value]);
}

const transparent = new Set([
  'ParenthesizedExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
]);

/** The expression inside parentheses and type assertions. */
export function bare(node: Node): Node {
  return transparent.has(node.type) ? bare(node.expression as Node) : node;
}
