import { annotationOf, isArrayType, type Kind, kindOfType } from './declared-type.ts';
import { bare, type Node } from './node.ts';
import { lookup, type Scope, type Variable } from './scope.ts';
import { memberRead } from './type-of.ts';

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
  return (id && kindOfDeclared(id)) ?? (first && value ? kindOf(first.from, value) : 'unknown');
}

function kindOfDeclared(id: Node): Kind | undefined {
  const type = annotationOf(id);
  return type && kindOfType(type);
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
  if (kind === 'Identifier' && isArrayType(name as string)) return 'array';
  if (type === 'NewExpression' || kind !== 'MemberExpression') return name === 'Number' ? 'number' : 'unknown';
  if ((object as Node).name === 'Math') return 'number';
  if ((object as Node).name === 'Array') return 'array';
  return ['map', 'filter', 'slice', 'sort', 'fill', 'concat'].includes(String((property as Node).name))
    ? 'array'
    : 'unknown';
}

function kindOfMember(scope: Scope, node: Node): Kind {
  const { computed, object, property } = node;
  if (!computed && (property as Node).name === 'length') return 'number';
  if (!computed && (object as Node).name === 'Math')
    return /^[A-Z]/.test(String((property as Node).name)) ? 'number' : 'function';
  if (!computed) return kindOfField(scope, node);
  // The kind of an array's items is unknown; in the programs of this field they are mostly numbers.
  return bare(object as Node).type === 'Identifier' && kindOf(scope, object as Node) === 'array' ? 'number' : 'unknown';
}

/** A method is a function, whatever its result. */
function kindOfField(scope: Scope, node: Node): Kind {
  const member = memberRead(scope, node);
  if (!member) return 'unknown';
  return member.text === member.name ? kindOfType(member.type) : 'function';
}
