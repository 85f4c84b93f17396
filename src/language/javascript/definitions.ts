import { derive } from '../derive.ts';
import type { Definition } from '../language.ts';
import type { Region, SourceFile } from '../source.ts';
import { forEachChild, isTransparent, type Node, nodeIn, nodesIn } from './node.ts';
import { parse } from './parse.ts';

/** Nodes that give a name to a value: the fields of both. */
const holders: Readonly<Record<string, readonly [name: string, value: string]>> = {
  VariableDeclarator: ['id', 'init'],
  AssignmentExpression: ['left', 'right'],
  Property: ['key', 'value'],
  PropertyDefinition: ['key', 'value'],
  MethodDefinition: ['key', 'value'],
};

const defined = /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|ClassDeclaration|ClassExpression)$/;
const withName = /^(?:Function|Class)(?:Declaration|Expression)$|^TSModuleDeclaration$/;
const wrappers = /^(?:Export(?:Named|Default)Declaration|ExpressionStatement)$/;

/** All functions and classes of a file that have names. An anonymous default export is `default`. */
export const definitionsIn: (file: SourceFile) => readonly Definition[] = derive((file) => {
  const found: Definition[] = [];
  const visit = (node: Node, path: readonly string[], { start, end }: Region, given?: readonly string[]): void => {
    const inside = [...path, ...(given ?? ownName(node))];
    if (defined.test(node.type) && inside.length > path.length)
      found.push({ name: inside.join('.'), kind: node.type.startsWith('Class') ? 'class' : 'function', start, end });
    forEachChild(node, (child, field) => {
      const name = isTransparent(node) ? [] : nameGiven(node, child, field);
      visit(child, inside, isWrapper(node) ? { start, end } : child, name);
    });
  };
  visit(parse(file).program, [], { start: 0, end: file.text.length });
  return found;
});

function ownName(node: Node): readonly string[] {
  return withName.test(node.type) ? wordsOf(nodeIn(node, 'id')) : [];
}

/** The name that a node gives to the value in one of its fields. */
function nameGiven(node: Node, child: Node, field: string): readonly string[] | undefined {
  if (node.type === 'ExportDefaultDeclaration') return nodeIn(child, 'id') ? undefined : ['default'];
  const [name = '', value] = holders[node.type] ?? [];
  if (field !== value || node.computed === true) return undefined;
  const words = wordsOf(nodeIn(node, name));
  const isModule = node.type === 'AssignmentExpression' && words.length === 0;
  if (!isModule) return words;
  return defined.test(child.type) && !nodeIn(child, 'id') ? ['default'] : undefined;
}

/** Objects that hold what is defined, and are no part of its name. */
const silent = new Set(['module', 'exports', 'prototype', 'this']);

/** The words of a name such as `Tree.prototype.insert` or `exports.rank`. */
function wordsOf(node: Node | undefined): readonly string[] {
  if (node?.type === 'MemberExpression')
    return node.computed ? [] : [...wordsOf(nodeIn(node, 'object')), ...wordsOf(nodeIn(node, 'property'))];
  if (node?.type === 'ThisExpression') return [];
  const word = node?.name ?? node?.value;
  return typeof word === 'string' && !silent.has(word) ? [word] : [];
}

/** Whether a node belongs to what it holds as a whole. */
function isWrapper(node: Node): boolean {
  if (node.type === 'VariableDeclaration') return nodesIn(node, 'declarations').length === 1;
  return node.type in holders || wrappers.test(node.type) || isTransparent(node);
}
