import { derive } from '../derive.ts';
import { type Node, nodeIn, nodesIn } from './node.ts';

/** The likely kind of a value, judged by the text. */
export type Kind = 'number' | 'boolean' | 'array' | 'function' | 'string' | 'unknown';

/** A field of a declared type, or a method that takes no arguments. */
export interface Member {
  readonly name: string;
  /** How it is read, behind the dot: `size` or `free()`. */
  readonly text: string;
  /** Its type, or that of its result. */
  readonly type: Node;
}

/** Most types that are looked through for one member. */
const maxDepth = 5;

const arrayTypes = /^(readonly )?(Array|ReadonlyArray|(Float|Int|Uint|BigInt|BigUint)\d+(Clamped)?Array)$/;

/** Whether a class of the language is one of arrays, by its name. */
export function isArrayType(name: string): boolean {
  return arrayTypes.test(name);
}

/** The kind of the values of a type. */
export function kindOfType(type: Node): Kind {
  switch (type.type) {
    case 'TSNumberKeyword':
      return 'number';
    case 'TSBooleanKeyword':
      return 'boolean';
    case 'TSStringKeyword':
      return 'string';
    case 'TSArrayType':
    case 'TSTypeOperator':
    case 'TSTupleType':
      return 'array';
    case 'TSTypeReference':
      return isArrayType(nameOf(type)) ? 'array' : 'unknown';
    default:
      return type.type === 'TSFunctionType' ? 'function' : 'unknown';
  }
}

/** The type in the annotation of a name, a field or a function's result. */
export function annotationOf(node: Node, field = 'typeAnnotation'): Node | undefined {
  return nodeIn(nodeIn(node, field), 'typeAnnotation');
}

/** The interfaces, types and classes that a module declares at its top, by name. */
export const typesIn: (program: Node) => ReadonlyMap<string, Node> = derive((program) => {
  const statements = nodesIn(program, 'body').map((statement) => nodeIn(statement, 'declaration') ?? statement);
  const named = statements.filter(({ type }) => /^(TSInterface|TSTypeAlias|Class)Declaration$/.test(type));
  return new Map(named.map((node) => [String(nodeIn(node, 'id')?.name), node]));
});

/** The members of a type, those of its parts included. Members that may be absent are left out. */
export function membersOf(type: Node, types: ReadonlyMap<string, Node>, depth = maxDepth): readonly Member[] {
  const inner = (part: Node | undefined) => (part && depth > 0 ? membersOf(part, types, depth - 1) : []);
  switch (type.type) {
    case 'TSTypeLiteral':
      return nodesIn(type, 'members').flatMap(memberAt);
    case 'TSInterfaceDeclaration':
    case 'ClassDeclaration':
      return [...nodesIn(nodeIn(type, 'body'), 'body').flatMap(memberAt), ...ancestorsOf(type, types).flatMap(inner)];
    case 'TSTypeAliasDeclaration':
      return inner(nodeIn(type, 'typeAnnotation'));
    case 'TSIntersectionType':
      return nodesIn(type, 'types').flatMap(inner);
    default:
      return inner(nameOf(type) === 'Readonly' ? argumentOf(type) : types.get(nameOf(type)));
  }
}

/** The type of the items of an array type. */
export function itemOf(type: Node): Node | undefined {
  if (type.type === 'TSArrayType') return nodeIn(type, 'elementType');
  if (type.type === 'TSTypeOperator') {
    const operand = nodeIn(type, 'typeAnnotation');
    return operand && itemOf(operand);
  }
  return /^(Readonly)?Array$/.test(nameOf(type)) ? argumentOf(type) : undefined;
}

function nameOf(type: Node): string {
  return String(nodeIn(type, 'typeName')?.name ?? '');
}

function argumentOf(type: Node): Node | undefined {
  return nodesIn(nodeIn(type, 'typeArguments'), 'params')[0];
}

function ancestorsOf(type: Node, types: ReadonlyMap<string, Node>): readonly Node[] {
  const parents = [...nodesIn(type, 'extends').map((one) => nodeIn(one, 'expression')), nodeIn(type, 'superClass')];
  return parents.flatMap((parent) => types.get(String(parent?.name)) ?? []);
}

function memberAt(node: Node): readonly Member[] {
  const { key, computed, optional, static: isStatic } = node as { key?: Node } & Node;
  if (key?.type !== 'Identifier' || computed || optional || isStatic) return [];
  const name = String(key.name);
  if (!/^(TSMethodSignature|MethodDefinition)$/.test(node.type)) return member(name, name, annotationOf(node));
  const method = nodeIn(node, 'value') ?? node;
  if (node.kind === 'set' || nodesIn(method, 'params').length > 0) return [];
  return member(name, node.kind === 'get' ? name : `${name}()`, annotationOf(method, 'returnType'));
}

function member(name: string, text: string, type: Node | undefined): readonly Member[] {
  return type ? [{ name, text, type }] : [];
}
