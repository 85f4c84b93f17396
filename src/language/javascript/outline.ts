import { derive } from '../derive.ts';
import type { SourceFile } from '../source.ts';
import { bare, forEachChild, type Node } from './node.ts';
import { parse } from './parse.ts';
import { scopesOf } from './scope.ts';

/** What a file is made of, in the order of its tree: numbers are alike, and so are the names that it declares. */
export const outlineOf: (file: SourceFile) => readonly string[] = derive((file) => {
  const { free } = scopesOf(file);
  const signs: string[] = [];
  const write = (given: Node, isField: boolean): void => {
    const node = bare(given);
    signs.push(node.type === 'Identifier' && !isField && !free.has(String(node.name)) ? 'x' : signOf(node));
    forEachChild(node, (child, field) => write(child, !node.computed && (field === 'property' || field === 'key')));
    signs.push(')');
  };
  write(parse(file).program, false);
  return signs;
});

function signOf({ type, name, operator, value }: Node): string {
  if (type === 'Literal' && typeof value === 'number') return '#';
  const word = type === 'Literal' ? value : type === 'TemplateElement' ? JSON.stringify(value) : (name ?? operator);
  return typeof word === 'object' || word === undefined ? type : `${type} ${String(word)}`;
}
