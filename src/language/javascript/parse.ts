import { remember } from './cache.ts';
import { errorOf, read } from './fault.ts';
import { unbearable } from './nesting.ts';
import { isNode } from './nodes-below.ts';

/** A node of the syntax tree (ESTree with TypeScript, as oxc writes it); positions are offsets into the text. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

interface Comment {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface Parsed {
  readonly program: Node;
  readonly comments: readonly Comment[];
  /** The first thing wrong with the text, with its line; undefined where it parses. */
  readonly error: string | undefined;
}

/**
 * Parses a file as a module; the kind of file follows from its name. Errors are all that would keep it from being
 * loaded: a name declared twice or a `break` without a loop are among them. Remembers the latest.
 */
export const parse: (text: string, name: string) => Parsed = remember(256, (text, name) => {
  const refused = unbearable(text, name);
  if (refused)
    return { program: { type: 'Program', start: 0, end: text.length, body: [] }, comments: [], error: refused };
  const { program, comments } = read(text, name);
  return { program: program as unknown as Node, comments, error: errorOf(text, name) };
});

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
