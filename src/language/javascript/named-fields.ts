import { derive } from '../derive.ts';
import { bare, forEachChild, type Node } from './node.ts';

/**
 * The fields that a module reads of variables, by the name of the variable: where nothing declares the type of a
 * parameter, code that passes or takes a value of the same name says what it has.
 */
export const fieldsNamedIn: (program: Node) => ReadonlyMap<string, ReadonlySet<string>> = derive((program) => {
  const fields = new Map<string, Set<string>>();
  const visit = (node: Node, isCalled: boolean): void => {
    const field = isCalled ? undefined : fieldRead(node);
    if (field) fields.set(field.of, (fields.get(field.of) ?? new Set()).add(field.name));
    forEachChild(node, (child, at) => visit(child, at === 'callee'));
  };
  visit(program, false);
  return fields;
});

/** `of` and `name` of an expression such as `task.size`. */
function fieldRead({
  type,
  computed,
  object,
  property,
}: Node): { readonly of: string; readonly name: string } | undefined {
  if (type !== 'MemberExpression' || computed) return undefined;
  const [owner, field] = [bare(object as Node), property as Node];
  const isPlain = owner.type === 'Identifier' && field.type === 'Identifier';
  return isPlain ? { of: String(owner.name), name: String(field.name) } : undefined;
}
