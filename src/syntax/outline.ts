import type { Region } from './blocks.ts';
import { remember } from './cache.ts';
import { bare, childrenOf, isNode, type Node, parse } from './parse.ts';
import { declare, declarePattern, type Kind, kindOf, lookup, newScope, type Scope } from './scope.ts';

/** A node with where it stands. */
export interface Place {
  readonly node: Node;
  readonly parent: Place | undefined;
  /** The parent's field that holds it. */
  readonly field: string;
  readonly scope: Scope;
  /** Nesting of functions around it. */
  readonly depth: number;
}

export interface Outline {
  readonly places: readonly Place[];
  /** Names that are read or written and declared nowhere in the file. */
  readonly free: ReadonlySet<string>;
}

const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);
const scoped = new Set([
  'BlockStatement',
  'Program',
  'ForStatement',
  'ForOfStatement',
  'ForInStatement',
  'SwitchStatement',
  'StaticBlock',
]);

/** Every node of a file with its scope, in the order of the text. Remembers the latest. */
export const outlineOf: (text: string, name: string) => Outline = remember(128, (text, name) => {
  const places: Place[] = [];
  const free = new Set<string>();
  const visit = (node: Node, parent: Place | undefined, field: string, outer: Scope, depth: number): void => {
    const scope = enter(node, outer);
    const place: Place = { node, parent, field, scope, depth };
    places.push(place);
    const inner = depth + (functions.has(node.type) ? 1 : 0);
    for (const [childField, child] of childrenOf(node)) visit(child, place, childField, scope, inner);
    if (node.type === 'Identifier' && isReference(place) && !lookup(scope, node.name as string))
      free.add(node.name as string);
  };
  visit(parse(text, name).program, undefined, '', newScope(undefined), 0);
  return { places, free };
});

/** The scope inside a node, with everything declared that it declares. */
function enter(node: Node, outer: Scope): Scope {
  if (functions.has(node.type)) {
    const scope = newScope(outer);
    if (node.type === 'FunctionExpression' && isNode(node.id)) declare(scope, { ...node, type: 'FunctionDeclaration' });
    for (const parameter of node.params as Node[]) declarePattern(scope, parameter, false, 0);
    return scope;
  }
  if (node.type === 'CatchClause') {
    const scope = newScope(outer);
    if (isNode(node.param)) declarePattern(scope, node.param, false, 0);
    return scope;
  }
  if (!scoped.has(node.type)) return outer;
  const scope = newScope(outer);
  for (const [, child] of childrenOf(node)) {
    const cases = child.type === 'SwitchCase' ? (child.consequent as Node[]) : [child];
    for (const statement of cases) declare(scope, statement);
  }
  return scope;
}

/** Whether an identifier names a variable, and not a property, a label or a declaration. */
export function isReference({ parent, field }: Place): boolean {
  const around = parent?.node;
  if (!around) return false;
  switch (around.type) {
    case 'MemberExpression':
      return field === 'object' || around.computed === true;
    case 'Property':
      return field === 'value' ? !isPattern(parent.parent) : around.computed === true && field === 'key';
    case 'VariableDeclarator':
      return field === 'init';
    case 'AssignmentPattern':
      return field === 'right';
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return field === 'value' || around.computed === true;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return field === 'body';
    case 'ClassDeclaration':
    case 'ClassExpression':
      return field === 'superClass';
    case 'ArrayPattern':
    case 'ObjectPattern':
    case 'RestElement':
    case 'CatchClause':
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'ExportSpecifier':
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
    case 'MetaProperty':
      return false;
    default:
      return true;
  }
}

function isPattern(place: Place | undefined): boolean {
  return place?.node.type === 'ObjectPattern';
}

const targets: Readonly<Record<string, readonly string[]>> = {
  AssignmentExpression: ['left'],
  UpdateExpression: ['argument'],
  ForOfStatement: ['left'],
  ForInStatement: ['left'],
};

const notValues = new Set([
  'ParenthesizedExpression', // what stands inside is the value

  'SpreadElement',
  'Property',
  'TemplateElement',
  'Super',
  'ImportExpression',
  'PrivateIdentifier',
]);

/** Whether a node is an expression whose value is used, so that another expression can stand in its place. */
export function isValue(place: Place): boolean {
  const { node, parent, field } = place;
  const around = parent?.node;
  if (!around || !isExpression(node) || notValues.has(node.type)) return false;
  if (node.type === 'Identifier' && !isReference(place)) return false;
  if (targets[around.type]?.includes(field)) return false;
  if (around.type === 'MemberExpression' && field === 'property' && !around.computed) return false;
  if (around.type === 'CallExpression' && field === 'callee') return false;
  if (around.type === 'NewExpression' && field === 'callee') return false;
  if (around.type === 'Property' && (field === 'key' || around.shorthand === true)) return false;
  if (around.type === 'UnaryExpression' && around.operator === 'delete') return false;
  if (around.type === 'TaggedTemplateExpression' || around.type === 'ChainExpression') return false;
  return (
    around.type !== 'ExpressionStatement' && !around.type.startsWith('Import') && !around.type.startsWith('Export')
  );
}

function isExpression({ type }: Node): boolean {
  return type.endsWith('Expression') || type === 'Identifier' || type === 'Literal' || type === 'TemplateLiteral';
}

/** Whether a node stands inside one of the regions. */
export function isInside({ start, end }: Node, regions: readonly Region[]): boolean {
  return regions.some((region) => region.start <= start && end <= region.end);
}

export function kindAt({ node, scope }: Place): Kind {
  return kindOf(scope, bare(node));
}
