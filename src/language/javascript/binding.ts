import { derive } from '../derive.ts';
import { fieldsDescribed } from '../described-fields.ts';
import { annotationOf, type Kind, kindOfType } from './declared-type.ts';
import { kindOfVariable } from './kind.ts';
import { fieldsNamedIn } from './named-fields.ts';
import type { Node } from './node.ts';
import { depthOf, moduleOf, type Scope, type Variable } from './scope.ts';
import { membersOfVariable } from './type-of.ts';

/** A variable, as its declaration describes it. */
export interface Binding {
  readonly name: string;
  readonly kind: Kind;
  /**
   * Numbers in the fields of its declared type, as they are read: `task.size` and `bin.free()`. Of a parameter without a
   * type: the fields that the file reads of variables with its name.
   */
  readonly fields: readonly string[];
  readonly parameter: boolean;
  /** Offset from which it may be read. */
  readonly from: number;
  /** Nesting of functions around its declaration. */
  readonly depth: number;
}

export const bindingOf: (variable: Variable) => Binding = derive((variable) => {
  return {
    name: variable.name,
    kind: kindOfVariable(variable),
    fields: fieldsOf(variable),
    parameter: variable.defs.at(-1)?.type === 'Parameter',
    from: readableFrom(variable),
    depth: depthOf(variable.scope),
  };
});

function fieldsOf(variable: Variable): readonly string[] {
  const { name } = variable;
  const members = membersOfVariable(variable);
  if (members.length === 0) return isUntyped(variable) ? namedFields(variable).map((field) => `${name}.${field}`) : [];
  const numbers = members.filter(({ type }) => kindOfType(type) === 'number');
  return numbers.map(({ text }) => `${name}.${text}`);
}

/** Whether a variable is a parameter without a type. */
function isUntyped({ defs }: Variable): boolean {
  const definition = defs.at(-1);
  return definition?.type === 'Parameter' && !annotationOf(definition.name as object as Node);
}

function namedFields({ name, scope }: Variable): readonly string[] {
  return [...(fieldsNamedIn(moduleOf(scope)).get(name) ?? [])];
}

/** Offset from which a variable may be read: the end of its declaration; 0 for functions, parameters and imports. */
export function readableFrom({ defs }: Variable): number {
  const definition = defs.at(-1);
  const isHoisted = definition?.type !== 'Variable' && definition?.type !== 'ClassName';
  return isHoisted ? 0 : (definition.node as object as Node).end;
}

/** Whether writing a variable throws or is a mistake. */
export function isConstant({ defs }: Variable): boolean {
  const definition = defs.at(-1);
  if (definition?.type === 'Variable') return definition.kind === 'const' || definition.kind === 'using';
  return (
    definition?.type === 'FunctionName' || definition?.type === 'ClassName' || definition?.type === 'ImportBinding'
  );
}

/**
 * The bindings that may be read at an offset, the nearest of each name. `described` is an interface's text: parameters
 * have the fields that it names, too.
 */
export function visibleAt(scope: Scope, offset: number, described = ''): readonly Binding[] {
  const found = new Map<string, Binding>();
  for (let at: Scope | null = scope; at; at = at.upper)
    for (const variable of declaredIn(at)) if (!found.has(variable.name)) found.set(variable.name, bindingOf(variable));
  const visible = [...found.values()].filter(({ from }) => from <= offset);
  const fields = fieldsDescribed(described);
  return fields.size === 0 ? visible : visible.map((binding) => withFields(binding, fields.get(binding.name) ?? []));
}

function withFields(binding: Binding, names: readonly string[]): Binding {
  if (!binding.parameter || binding.kind === 'number') return binding;
  const fields = names.map((name) => `${binding.name}.${name}`);
  return { ...binding, fields: [...new Set([...binding.fields, ...fields])] };
}

/** The numbers that may be read at an offset, as text: variables, and fields that types name. */
export function numbersAt(scope: Scope, offset: number, described?: string): readonly string[] {
  const visible = visibleAt(scope, offset, described);
  const numbers = visible.filter(({ kind }) => kind === 'number').map(({ name }) => name);
  return [...numbers, ...visible.flatMap(({ fields }) => fields)];
}

/** A scope's variables, the most local first: parameters after the variables of the body, and `var` last. */
const declaredIn: (scope: Scope) => readonly Variable[] = derive((scope) =>
  scope.variables.filter(({ defs }) => defs.length > 0).sort((a, b) => rankOf(a) - rankOf(b)),
);

function rankOf({ defs: [definition] }: Variable): number {
  if (definition?.type === 'Parameter') return 1;
  return definition?.type === 'Variable' && definition.kind === 'var' ? 2 : 0;
}
