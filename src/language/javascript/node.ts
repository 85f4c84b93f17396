import { visitorKeys } from 'oxc-parser';

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

/** The node in a field; undefined where it holds none. */
export function nodeIn(node: Node | undefined, field: string): Node | undefined {
  const value = node?.[field];
  return isNode(value) ? value : undefined;
}

/** The nodes in a field that holds a list. */
export function nodesIn(node: Node | undefined, field: string): readonly Node[] {
  const value = node?.[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/**
 * Calls `visit` with each child of a node and the field that holds it, in the order of the tree. Types and decorators are
 * left out, since no operator changes them and no run depends on them.
 */
export function forEachChild(node: Node, visit: (child: Node, field: string) => void): void {
  for (const field of valueFields[node.type] ?? [])
    inField(node, field, (child) => {
      if (!isTypeOnly(child)) visit(child, field);
    });
}

/** The same with types. */
export function forEachNode(node: Node, visit: (child: Node) => void): void {
  for (const field of visitorKeys[node.type] ?? []) inField(node, field, visit);
}

function inField(node: Node, field: string, visit: (child: Node) => void): void {
  const value = node[field];
  if (Array.isArray(value)) {
    for (const item of value) if (isNode(item)) visit(item);
  } else if (isNode(value)) visit(value);
}

/** The child nodes with the field that holds them, in the order of the tree; types are left out. */
export function childrenOf(node: Node): readonly (readonly [field: string, child: Node])[] {
  const children: (readonly [string, Node])[] = [];
  forEachChild(node, (child, field) => children.push([field, child]));
  return children;
}

/** Fields that hold types or decorators. */
const typeFields = new Set([
  ...['typeAnnotation', 'returnType', 'typeParameters', 'typeArguments', 'superTypeArguments', 'implements'],
  'decorators',
]);

const valueFields: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(visitorKeys).map(([type, fields]) => [type, fields.filter((field) => !typeFields.has(field))]),
);

const typeOnly = new Set([
  ...['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSDeclareFunction', 'TSIndexSignature'],
  ...['TSAbstractPropertyDefinition', 'TSAbstractMethodDefinition', 'TSAbstractAccessorProperty'],
]);

/** Whether a statement or a member of a class goes when types are removed. */
export function isTypeOnly(node: Node): boolean {
  if (typeOnly.has(node.type) || node.declare === true) return true;
  return node.type === 'MethodDefinition' && (node.value as Node).type === 'TSEmptyBodyFunctionExpression';
}

const transparent = new Set([
  ...['ParenthesizedExpression', 'TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'],
  ...['TSTypeAssertion', 'TSInstantiationExpression'],
]);

/** Whether a node is an expression in parentheses or with a type: its field `expression` holds the value. */
export function isTransparent({ type }: Node): boolean {
  return transparent.has(type);
}

/** The expression inside parentheses and type assertions. */
export function bare(node: Node): Node {
  return isTransparent(node) ? bare(node.expression as Node) : node;
}
