import { deriveWeakly } from '../derive.ts';
import type { SourceFile } from '../program.ts';
import type { Region } from './blocks.ts';
import { bare, childrenOf, isNode, type Node } from './node.ts';
import { parse } from './parse.ts';
import { declare, declarePattern, declareVar, type Kind, kindOf, lookup, newScope, type Scope } from './scope.ts';

/** A node with where it stands. */
export interface Place {
  readonly node: Node;
  readonly parent: Place | undefined;
  /** The parent's field that holds it. */
  readonly field: string;
  readonly scope: Scope;
}

export interface Outline {
  readonly places: readonly Place[];
  /** Names that are read or written and declared nowhere in the file. */
  readonly free: ReadonlySet<string>;
  /** Names that throw wherever the code runs: used before their declaration, or constants that are written. */
  readonly misused: ReadonlySet<string>;
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

/** Every node of a file with its scope, in the order of the text. It is as large as the tree. */
export const outlineOf: (file: SourceFile) => Outline = deriveWeakly((file) => {
  const places: Place[] = [];
  const visit = (node: Node, parent: Place | undefined, field: string, outer: Scope): void => {
    const scope = enter(node, outer);
    const place: Place = { node, parent, field, scope };
    places.push(place);
    for (const [childField, child] of childrenOf(node)) visit(child, place, childField, scope);
  };
  visit(parse(file).program, undefined, '', newScope(undefined, 0));
  return { places, ...faultsOf(places) };
});

/** Names are looked up when all are declared, since functions and `var` may be used before. */
function faultsOf(places: readonly Place[]): Pick<Outline, 'free' | 'misused'> {
  const free = new Set<string>();
  const misused = new Set<string>();
  for (const place of places) {
    const { node, scope } = place;
    if (node.type !== 'Identifier' || !isReference(place)) continue;
    const name = node.name as string;
    const binding = lookup(scope, name);
    if (!binding) free.add(name);
    else if ((binding.constant && isWritten(place)) || (binding.from > node.start && binding.depth === scope.depth))
      misused.add(name);
  }
  return { free, misused };
}

/** The scope inside a node, with everything declared that it declares. */
function enter(node: Node, outer: Scope): Scope {
  if (node.type === 'VariableDeclaration' && node.kind === 'var') declareVar(outer, node);
  if (functions.has(node.type)) {
    const scope = newScope(outer, outer.depth + 1);
    if (node.type === 'FunctionExpression' && isNode(node.id)) declare(scope, { ...node, type: 'FunctionDeclaration' });
    for (const parameter of node.params as Node[]) declarePattern(scope, parameter, false, 0);
    return scope;
  }
  if (node.type === 'CatchClause') {
    const scope = newScope(outer, outer.depth);
    if (isNode(node.param)) declarePattern(scope, node.param, false, 0);
    return scope;
  }
  if (!scoped.has(node.type)) return outer;
  const scope = newScope(outer, outer.depth);
  for (const [, child] of childrenOf(node)) {
    const cases = child.type === 'SwitchCase' ? (child.consequent as Node[]) : [child];
    for (const statement of cases) declare(scope, statement);
  }
  return scope;
}

/** Whether an identifier names a variable that is read or written, and not a property, a label or a declaration. */
export function isReference(place: Place): boolean {
  const { parent, field } = place;
  const around = parent?.node;
  if (!around) return false;
  switch (around.type) {
    case 'MemberExpression':
      return field === 'object' || around.computed === true;
    case 'Property':
      if (field === 'key') return around.computed === true;
      return parent.parent?.node.type !== 'ObjectPattern' || isTarget(place);
    case 'VariableDeclarator':
      return field === 'init';
    case 'AssignmentPattern':
      return field === 'right' || isTarget(place);
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
    case 'RestElement':
      return isTarget(place);
    case 'ExportSpecifier':
      return field === 'local' && !parent.parent?.node.source;
    case 'CatchClause':
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
    case 'MetaProperty':
      return false;
    default:
      return true;
  }
}

const targets: Readonly<Record<string, readonly string[]>> = {
  AssignmentExpression: ['left'],
  UpdateExpression: ['argument'],
  ForOfStatement: ['left'],
  ForInStatement: ['left'],
};

const patterns = new Set(['ArrayPattern', 'ObjectPattern', 'AssignmentPattern', 'RestElement']);

/** Whether a place is where an assignment or a loop writes to, by itself or as a part of a pattern. */
function isTarget({ parent, field }: Place): boolean {
  if (!parent) return false;
  const isPart =
    patterns.has(parent.node.type) || (parent.node.type === 'Property' && patterns.has(parent.parent?.node.type ?? ''));
  if (isPart && field !== 'right' && field !== 'key') return isTarget(parent);
  return targets[parent.node.type]?.includes(field) ?? false;
}

/** Whether a variable is written where it stands. */
function isWritten(place: Place): boolean {
  return isTarget(place) || (place.parent?.node.type === 'ParenthesizedExpression' && isTarget(place.parent));
}

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
  if (isTarget(place)) return false;
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
