import { bare, isNode, type Node } from './node.ts';
import { lookup, type Scope, type Variable } from './scope.ts';

/** The likely kind of a value, judged by the text. */
export type Kind = 'number' | 'boolean' | 'array' | 'function' | 'string' | 'unknown';

const kinds = new WeakMap<Variable, Kind>();

/** The likely kind of a variable's value: by its type, or else by its first value. */
export function kindOfVariable(variable: Variable): Kind {
  const known = kinds.get(variable);
  if (known) return known;
  kinds.set(variable, 'unknown'); // for a variable that refers to itself
  const kind = kindByDeclaration(variable);
  kinds.set(variable, kind);
  return kind;
}

function kindByDeclaration({ defs, references }: Variable): Kind {
  const definition = defs.at(-1);
  if (definition?.type === 'FunctionName' || definition?.type === 'ClassName') return 'function';
  const id = definition?.name as Node | undefined;
  const first = references.find(({ init, partial, identifier }) => init && !partial && identifier === definition?.name);
  const value = first?.writeExpr as Node | null | undefined;
  return (id && kindOfType(id)) ?? (first && value ? kindOf(first.from, value) : 'unknown');
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

/** The likely kind of an expression's value. */
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
      return kindOfName(scope, node.name as string);
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

function kindOfName(scope: Scope, name: string): Kind {
  const variable = lookup(scope, name);
  if (variable) return kindOfVariable(variable);
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
  // The kind of an array's items is unknown; in the programs of this field they are mostly numbers.
  return bare(object as Node).type === 'Identifier' && kindOf(scope, object as Node) === 'array' ? 'number' : 'unknown';
}
