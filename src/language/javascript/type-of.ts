import { annotationOf, itemOf, type Member, membersOf, typesIn } from './declared-type.ts';
import { bare, type Node, nodeIn } from './node.ts';
import { lookup, moduleOf, type Scope, type Variable } from './scope.ts';

const types = new WeakMap<Variable, Node | undefined>();
const members = new WeakMap<Node, readonly Member[]>();

/** The declared type of a variable's value: its own, or that of the value it gets, such as `tasks[i]`. */
function typeOfVariable(variable: Variable): Node | undefined {
  if (types.has(variable)) return types.get(variable);
  types.set(variable, undefined); // for a variable that refers to itself
  const type = typeByDeclaration(variable);
  types.set(variable, type);
  return type;
}

function typeByDeclaration({ defs, references }: Variable): Node | undefined {
  const name = defs.at(-1)?.name as Node | undefined;
  const own = name && annotationOf(name);
  if (own) return own;
  const first = references.find(({ init, identifier }) => init && identifier === (name as object));
  const value = first?.writeExpr as Node | null | undefined;
  const type = first && value ? typeOf(first.from, value) : undefined;
  return first?.partial ? type && itemOf(type) : type; // a loop over a list takes its items
}

function typeOf(scope: Scope, expression: Node): Node | undefined {
  const node = bare(expression);
  if (node.type === 'Identifier') {
    const variable = lookup(scope, String(node.name));
    return variable && typeOfVariable(variable);
  }
  if (node.type !== 'MemberExpression') return undefined;
  if (!node.computed) return memberRead(scope, node)?.type;
  const type = typeOf(scope, node.object as Node);
  return type && itemOf(type);
}

/** The member that an expression such as `task.size` reads, by declared types. */
export function memberRead(scope: Scope, node: Node): Member | undefined {
  const object = nodeIn(node, 'object');
  const type = object && typeOf(scope, object);
  const name = nodeIn(node, 'property')?.name;
  return type && membersAt(scope, type).find((member) => member.name === name);
}

/** The members that the declared type of a variable has. */
export function membersOfVariable(variable: Variable): readonly Member[] {
  const type = typeOfVariable(variable);
  return type ? membersAt(variable.scope, type) : [];
}

function membersAt(scope: Scope, type: Node): readonly Member[] {
  const known = members.get(type);
  if (known) return known;
  const found = membersOf(type, typesIn(moduleOf(scope)));
  members.set(type, found);
  return found;
}
