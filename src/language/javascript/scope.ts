import { bare, childrenOf, isNode, type Node } from './node.ts';

/** What a name is likely to hold, as far as its declaration tells. */
export type Kind = 'number' | 'boolean' | 'array' | 'function' | 'string' | 'unknown';

export interface Binding {
  readonly name: string;
  readonly kind: Kind;
  readonly constant: boolean;
  /** Where it may be read from on: the end of its declaration; 0 for functions and parameters. */
  readonly from: number;
  /** Nesting of functions around its declaration. */
  readonly depth: number;
}

/** A stretch of text with names of its own. */
export interface Scope {
  readonly outer: Scope | undefined;
  readonly names: Map<string, Binding>;
  /** Nesting of functions around it. */
  readonly depth: number;
}

export function newScope(outer: Scope | undefined, depth: number): Scope {
  return { outer, names: new Map(), depth };
}

/** The bindings that may be read at an offset, the nearest of each name. */
export function visibleAt(scope: Scope, offset: number): readonly Binding[] {
  const found = new Map<string, Binding>();
  for (let at: Scope | undefined = scope; at; at = at.outer)
    for (const binding of at.names.values()) if (!found.has(binding.name)) found.set(binding.name, binding);
  return [...found.values()].filter(({ from }) => from <= offset);
}

export function lookup(scope: Scope, name: string): Binding | undefined {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const found = at.names.get(name);
    if (found) return found;
  }
  return undefined;
}

/** Declares what a statement list or a function's head brings, before anything in it is visited. */
export function declare(scope: Scope, node: Node): void {
  if (node.type === 'VariableDeclaration' && node.kind !== 'var')
    for (const declarator of node.declarations as Node[]) declareVariable(scope, node, declarator);
  else if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') {
    if (isNode(node.id)) bind(scope, node.id, 'function', true, node.type === 'ClassDeclaration' ? node.end : 0);
  } else if (node.type === 'ImportDeclaration')
    for (const specifier of node.specifiers as Node[]) bind(scope, specifier.local as Node, 'unknown', true, 0);
  else if (node.type.startsWith('Export') && isNode(node.declaration)) declare(scope, node.declaration);
}

/** A `var` belongs to the function around it, however deep in blocks it stands. */
export function declareVar(scope: Scope, node: Node): void {
  let home = scope;
  while (home.outer && home.outer.depth === scope.depth) home = home.outer;
  for (const declarator of node.declarations as Node[]) declareVariable(home, node, declarator);
}

function declareVariable(scope: Scope, declaration: Node, { id, init, end }: Node): void {
  const constant = declaration.kind === 'const' || declaration.kind === 'using';
  const pattern = id as Node;
  if (pattern.type === 'Identifier') {
    const kind = kindOfType(pattern) ?? (isNode(init) ? kindOf(scope, init) : 'unknown');
    bind(scope, pattern, kind, constant, end as number);
  } else declarePattern(scope, pattern, constant, end as number);
}

/** Declares every name of a pattern: parameters, destructuring. */
export function declarePattern(scope: Scope, pattern: Node, constant: boolean, from: number): void {
  if (pattern.type === 'Identifier') bind(scope, pattern, kindOfType(pattern) ?? 'unknown', constant, from);
  else if (pattern.type === 'AssignmentPattern' && (pattern.left as Node).type === 'Identifier')
    bind(
      scope,
      pattern.left as Node,
      kindOfType(pattern.left as Node) ?? kindOf(scope, pattern.right as Node),
      constant,
      from,
    );
  else if (pattern.type === 'AssignmentPattern') declarePattern(scope, pattern.left as Node, constant, from);
  else if (pattern.type === 'Property') declarePattern(scope, pattern.value as Node, constant, from);
  else if (pattern.type !== 'MemberExpression')
    for (const [, child] of childrenOf(pattern)) declarePattern(scope, child, constant, from);
}

function bind(scope: Scope, id: Node, kind: Kind, constant: boolean, from: number): void {
  scope.names.set(id.name as string, { name: id.name as string, kind, constant, from, depth: scope.depth });
}

const arrayTypes = /^(readonly )?(Array|ReadonlyArray|(Float|Int|Uint|BigInt|BigUint)\d+(Clamped)?Array)$/;

function kindOfType({ typeAnnotation }: Node): Kind | undefined {
  const type = isNode(typeAnnotation) ? (typeAnnotation.typeAnnotation as Node) : undefined;
  if (!type) return undefined;
  if (type.type === 'TSNumberKeyword') return 'number';
  if (type.type === 'TSBooleanKeyword') return 'boolean';
  if (type.type === 'TSStringKeyword') return 'string';
  if (type.type === 'TSArrayType' || type.type === 'TSTypeOperator' || type.type === 'TSTupleType') return 'array';
  if (type.type === 'TSTypeReference')
    return arrayTypes.test(String((type.typeName as Node).name)) ? 'array' : 'unknown';
  return type.type === 'TSFunctionType' ? 'function' : 'unknown';
}

const arithmetic = new Set(['-', '*', '/', '%', '**', '|', '&', '^', '<<', '>>', '>>>']);
const comparison = new Set(['<', '>', '<=', '>=', '==', '!=', '===', '!==', 'in', 'instanceof']);

/** What an expression is likely to give. */
export function kindOf(scope: Scope, expression: Node): Kind {
  const node = bare(expression);
  switch (node.type) {
    case 'Literal':
      return kindOfLiteral(node.value);
    case 'TemplateLiteral':
      return 'string';
    case 'ArrayExpression':
      return 'array';
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return 'function';
    case 'UpdateExpression':
      return 'number';
    case 'UnaryExpression':
      return node.operator === '!' ? 'boolean' : node.operator === 'typeof' ? 'string' : 'number';
    case 'BinaryExpression':
      return kindOfBinary(scope, node);
    case 'LogicalExpression':
      return kindOf(scope, node.right as Node);
    case 'ConditionalExpression':
      return kindOf(scope, node.consequent as Node);
    case 'AssignmentExpression':
      return node.operator === '=' ? kindOf(scope, node.right as Node) : 'number';
    case 'Identifier':
      return lookup(scope, node.name as string)?.kind ?? kindOfGlobal(node.name as string);
    case 'CallExpression':
    case 'NewExpression':
      return kindOfCall(node);
    case 'MemberExpression':
      return kindOfMember(scope, node);
    default:
      return 'unknown';
  }
}

function kindOfLiteral(value: unknown): Kind {
  const kind = typeof value;
  return kind === 'number' || kind === 'boolean' || kind === 'string' ? kind : 'unknown';
}

function kindOfGlobal(name: string): Kind {
  return name === 'Infinity' || name === 'NaN' ? 'number' : 'unknown';
}

function kindOfBinary(scope: Scope, { operator, left, right }: Node): Kind {
  if (arithmetic.has(operator as string)) return 'number';
  if (comparison.has(operator as string)) return 'boolean';
  const kinds = [kindOf(scope, left as Node), kindOf(scope, right as Node)];
  return kinds.includes('string') ? 'string' : 'number';
}

function kindOfCall({ type, callee }: Node): Kind {
  const { type: kind, object, property, name } = callee as Node;
  if (kind === 'Identifier' && arrayTypes.test(name as string)) return 'array';
  if (type === 'NewExpression' || kind !== 'MemberExpression') return name === 'Number' ? 'number' : 'unknown';
  if ((object as Node).name === 'Math') return 'number';
  if ((object as Node).name === 'Array') return 'array';
  return ['map', 'filter', 'slice', 'sort', 'fill', 'concat'].includes(String((property as Node).name))
    ? 'array'
    : 'unknown';
}

function kindOfMember(scope: Scope, { computed, object, property }: Node): Kind {
  if (!computed && (property as Node).name === 'length') return 'number';
  if (!computed && (object as Node).name === 'Math')
    return /^[A-Z]/.test(String((property as Node).name)) ? 'number' : 'function';
  if (!computed) return 'unknown';
  // What an array holds is not declared; in the programs of this field it is mostly numbers.
  return bare(object as Node).type === 'Identifier' && kindOf(scope, object as Node) === 'array' ? 'number' : 'unknown';
}
