import type { Program } from '../api/program.ts';
import { derive } from './derive.ts';
import { fieldsDescribed } from './described-fields.ts';
import { languageOf } from './index.ts';
import { sourcesOf } from './source.ts';
import { childIn, childrenOf, is, kindOf, nodesWith, type SyntaxTree, textOf } from './syntax-tree.ts';

/** Names of types whose values are numbers, in all languages with a grammar here. */
const number =
  /^(?:(?:un)?signed\s+)?(?:char|short|int|long(?: long)?|float|double|size_t|(?:std::)?u?int\d+(?:_t)?|[iu](?:8|16|32|64|128|size)|f(?:32|64)|uint|float(?:32|64)|number)$/;
const structure = /^(?:struct|class|union)_(?:specifier|item|definition)$|^type_spec$/;

type FieldNames = ReadonlyMap<string, readonly string[]>;

interface Field {
  /** Name of the type that has it. */
  readonly type: string;
  readonly name: string;
}

/** Numbers in the fields of the types that a program's files declare, by the name of the type. */
const fieldsByType: (program: Program) => FieldNames = derive((program) => {
  const fields = sourcesOf(program).flatMap((file) => {
    const tree = languageOf(file.name).tree?.(file);
    return tree ? fieldsIn(tree) : [];
  });
  const types = Map.groupBy(fields, ({ type }) => type);
  return new Map([...types].map(([type, all]) => [type, [...new Set(all.map(({ name }) => name))]]));
});

const fieldsIn: (tree: SyntaxTree) => readonly Field[] = derive((tree) =>
  Array.from({ length: tree.length }, (_, node) => fieldsAt(tree, node)).flat(),
);

/** The fields that a node declares, once for each name of the type around it. */
function fieldsAt(tree: SyntaxTree, node: number): readonly Field[] {
  const names = namesDeclared(tree, node);
  return names.length === 0 ? [] : typesAround(tree, node).flatMap((type) => names.map((name) => ({ type, name })));
}

function namesDeclared(tree: SyntaxTree, node: number): readonly string[] {
  const type = childIn(tree, node, 'type');
  const isNumber = type !== undefined && number.test(textOf(tree, type));
  if (kindOf(tree, node) === 'field_declaration') return isNumber ? fieldNames(tree, node) : [];
  if (kindOf(tree, node) !== 'assignment' || (type !== undefined && !isNumber)) return [];
  return attributeName(tree, node, type !== undefined);
}

/** The names in `double size, weight;` or `size: f64`. */
function fieldNames(tree: SyntaxTree, node: number): readonly string[] {
  return childrenOf(tree, node)
    .filter((child) => kindOf(tree, child) === 'field_identifier')
    .map((child) => textOf(tree, child));
}

/** The name in `size: float` or `self.size = …`, in a class of Python. */
function attributeName(tree: SyntaxTree, node: number, typed: boolean): readonly string[] {
  const left = childIn(tree, node, 'left');
  const [, self, name] = /^(self\.)?(\w+)$/.exec(left === undefined ? '' : textOf(tree, left)) ?? [];
  return name !== undefined && (typed || self !== undefined) ? [name] : [];
}

function typesAround(tree: SyntaxTree, node: number): readonly string[] {
  let around = tree.parent[node] as number;
  while (around > 0 && !structure.test(kindOf(tree, around))) around = tree.parent[around] as number;
  if (around === 0) return [];
  const outer = tree.parent[around] as number;
  const named = kindOf(tree, outer) === 'type_definition' ? childIn(tree, outer, 'declarator') : undefined;
  return [childIn(tree, around, 'name'), named].flatMap((name) => (name === undefined ? [] : textOf(tree, name)));
}

/**
 * The numbers in fields of the parameters of the function around a node, as they are read: `task->size`. `described` is
 * an interface's text, which may name fields of parameters without a type.
 */
export function fieldsReadAt(program: Program, tree: SyntaxTree, node: number, described = ''): readonly string[] {
  const [types, named] = [fieldsByType(program), fieldsDescribed(described)];
  let around = tree.parent[node] as number;
  while (around > 0 && !is(tree, around, 'function')) around = tree.parent[around] as number;
  if (types.size + named.size === 0 || around === 0) return [];
  const inside = (name: number) => around < name && name < (tree.next[around] as number);
  return nodesWith(tree, 'name').flatMap((name) => (inside(name) ? readsOf(tree, name, types, named) : []));
}

/** The declaration of a parameter, of which a name is the declared one. */
function parameterAround(tree: SyntaxTree, name: number): number | undefined {
  let at = name;
  while (at > 0 && (at === name || /declarator$/.test(kindOf(tree, at)))) at = tree.parent[at] as number;
  return /parameter/.test(kindOf(tree, at)) ? at : undefined;
}

function readsOf(tree: SyntaxTree, name: number, types: FieldNames, named: FieldNames): readonly string[] {
  const parameter = parameterAround(tree, name);
  const type = parameter === undefined ? undefined : childIn(tree, parameter, 'type');
  if (parameter !== undefined && type === undefined)
    return (named.get(textOf(tree, name)) ?? []).map((field) => `${textOf(tree, name)}.${field}`);
  const words = type === undefined ? [] : (textOf(tree, type).match(/\w+/g) ?? []);
  const sign = kindOf(tree, tree.parent[name] as number) === 'pointer_declarator' ? '->' : '.';
  return words.flatMap((word) => types.get(word) ?? []).map((field) => `${textOf(tree, name)}${sign}${field}`);
}
