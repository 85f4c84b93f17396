import { isNode, nodesBelow } from '../language/javascript/node.ts';

/** A node of the syntax tree (ESTree, after types were stripped). */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  // biome-ignore lint/suspicious/noExplicitAny: the walk is generic over all kinds of nodes
  readonly [field: string]: any;
}

/** An identifier that stands for a variable. */
export interface Reference {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** It is written `{ name }`, so replacing it needs `{ name: … }`. */
  readonly shorthand: boolean;
  /** It is called as `name()`, so replacing it by a member needs `(0, a.name)()`. */
  readonly called: boolean;
}

class Scope {
  readonly names = new Set<string>();
  readonly outer: Scope | undefined;
  constructor(outer?: Scope) {
    this.outer = outer;
  }
  has(name: string): boolean {
    return this.names.has(name) || (this.outer?.has(name) ?? false);
  }
}

/**
 * The references that no scope inside the program binds: for an expression, its free variables; for a module, also
 * what its own top level declares. Follows the rules of strict mode.
 */
export function freeReferences(program: Node): Reference[] {
  const found: Reference[] = [];
  visit(program, new Scope(), found);
  return found;
}

type Visitor = (node: Node, scope: Scope, found: Reference[]) => void;

function visit(node: Node | null | undefined, scope: Scope, found: Reference[]): void {
  if (!node) return;
  const special = visitors[node.type];
  if (special) special(node, scope, found);
  else visitChildren(node, scope, found);
}

function visitChildren(node: Node, scope: Scope, found: Reference[]) {
  for (const child of nodesBelow(node)) visit(child, scope, found);
}

function refer(node: Node, scope: Scope, found: Reference[], how: { shorthand?: boolean; called?: boolean } = {}) {
  const { name, start, end } = node;
  if (!scope.has(name))
    found.push({ name, start, end, shorthand: how.shorthand ?? false, called: how.called ?? false });
}

const visitors: Record<string, Visitor> = {
  Identifier: (node, scope, found) => refer(node, scope, found),
  CallExpression(node, scope, found) {
    if (node.callee.type === 'Identifier') refer(node.callee, scope, found, { called: true });
    else visit(node.callee, scope, found);
    for (const argument of node.arguments) visit(argument, scope, found);
  },
  TaggedTemplateExpression(node, scope, found) {
    if (node.tag.type === 'Identifier') refer(node.tag, scope, found, { called: true });
    else visit(node.tag, scope, found);
    visit(node.quasi, scope, found);
  },
  MemberExpression(node, scope, found) {
    visit(node.object, scope, found);
    if (node.computed) visit(node.property, scope, found);
  },
  Property(node, scope, found) {
    if (node.computed) visit(node.key, scope, found);
    if (!node.shorthand) return visit(node.value, scope, found);
    const { value } = node;
    refer(value.type === 'AssignmentPattern' ? value.left : value, scope, found, { shorthand: true });
    if (value.type === 'AssignmentPattern') visit(value.right, scope, found);
  },
  MethodDefinition: visitMember,
  PropertyDefinition: visitMember,
  AccessorProperty: visitMember,
  LabeledStatement: (node, scope, found) => visit(node.body, scope, found),
  BreakStatement: () => {},
  ContinueStatement: () => {},
  MetaProperty: () => {},
  ImportDeclaration: () => {},
  ExportAllDeclaration: () => {},
  ExportNamedDeclaration(node, scope, found) {
    visit(node.declaration, scope, found);
    if (node.source) return;
    for (const { local } of node.specifiers) if (local.type === 'Identifier') refer(local, scope, found);
  },
  BlockStatement: visitBlock,
  StaticBlock: visitFunctionBlock,
  SwitchStatement(node, scope, found) {
    visit(node.discriminant, scope, found);
    const inner = new Scope(scope);
    for (const { consequent } of node.cases) declareLexical(consequent, inner);
    for (const branch of node.cases) visitChildren(branch, inner, found);
  },
  ForStatement: visitLoop,
  ForInStatement: visitLoop,
  ForOfStatement: visitLoop,
  CatchClause(node, scope, found) {
    const inner = new Scope(scope);
    if (node.param) declarePattern(node.param, inner);
    visitChildren(node, inner, found);
  },
  FunctionDeclaration: visitFunction,
  FunctionExpression: visitFunction,
  ArrowFunctionExpression: visitFunction,
  ClassDeclaration: visitClass,
  ClassExpression: visitClass,
};

function visitMember(node: Node, scope: Scope, found: Reference[]) {
  if (node.computed) visit(node.key, scope, found);
  visit(node.value, scope, found);
}

function visitBlock(node: Node, scope: Scope, found: Reference[]) {
  const inner = new Scope(scope);
  declareLexical(node.body, inner);
  visitChildren(node, inner, found);
}

function visitFunctionBlock(node: Node, scope: Scope, found: Reference[]) {
  const inner = new Scope(scope);
  declareVars(node, inner);
  visitBlock(node, inner, found);
}

function visitLoop(node: Node, scope: Scope, found: Reference[]) {
  const inner = new Scope(scope);
  declareLexical([node.init, node.left].filter(isNode), inner);
  visitChildren(node, inner, found);
}

function visitFunction(node: Node, scope: Scope, found: Reference[]) {
  const inner = new Scope(scope);
  if (node.type !== 'ArrowFunctionExpression') inner.names.add('arguments');
  if (node.type === 'FunctionExpression' && node.id) inner.names.add(node.id.name);
  for (const parameter of node.params) declarePattern(parameter, inner);
  if (node.body) declareVars(node.body, inner);
  for (const parameter of node.params) visit(parameter, inner, found);
  visit(node.body, inner, found);
}

function visitClass(node: Node, scope: Scope, found: Reference[]) {
  const inner = new Scope(scope);
  if (node.id) inner.names.add(node.id.name);
  visit(node.superClass, inner, found);
  visit(node.body, inner, found);
}

/** `let`, `const`, classes and functions directly in a list of statements. */
function declareLexical(statements: readonly Node[], scope: Scope) {
  for (const statement of statements) {
    if (statement.type === 'VariableDeclaration' && statement.kind !== 'var')
      for (const { id } of statement.declarations) declarePattern(id, scope);
    if ((statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') && statement.id)
      scope.names.add(statement.id.name);
  }
}

/** Every `var` in a function's body, however deep, but not in functions inside it. */
function declareVars(node: Node, scope: Scope) {
  if (node.type === 'VariableDeclaration' && node.kind === 'var')
    for (const { id } of node.declarations) declarePattern(id, scope);
  for (const child of nodesBelow(node)) if (!opensFunction(child)) declareVars(child, scope);
}

/** Whether `var` and `await` inside the node belong to the node itself. */
export function opensFunction(node: Node): boolean {
  return /^(Function|ArrowFunction|StaticBlock|MethodDefinition|PropertyDefinition|AccessorProperty)/.test(node.type);
}

function declarePattern(pattern: Node, scope: Scope) {
  for (const name of boundNames(pattern)) scope.names.add(name);
}

/** The names that a binding pattern declares. */
export function boundNames(pattern: Node | null): string[] {
  if (!pattern) return [];
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property: Node) => boundNames(property.value ?? property.argument));
    case 'ArrayPattern':
      return pattern.elements.flatMap(boundNames);
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    default:
      return [];
  }
}
