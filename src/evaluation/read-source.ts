import { parseSync } from 'oxc-parser';
import { nodesBelow } from '../language/javascript/node.ts';
import { parse as parseFile } from '../language/javascript/parse.ts';
import { lineOf } from '../language/javascript/read.ts';
import { askReader } from '../language/javascript/reader.ts';
import { removeTypes } from '../language/javascript/remove-types.ts';
import type { SourceFile } from '../language/program.ts';
import { type Node, opensFunction } from './references.ts';
import { Unlinkable } from './unlinkable.ts';

/** The text of a file without types. @throws {Unlinkable} */
export function readSource(file: SourceFile): string {
  const { name: path, text: source } = file;
  const { error } = parseFile(file);
  if (error) throw new Unlinkable(`${path}: ${error}`);
  if (!/\.[mc]?ts$/.test(path)) return source;
  const { text, fault } = isQuick(source) ? removeTypes(source) : askReader({ want: 'text', text: source, name: path });
  if (text === undefined) throw new Unlinkable(`${path}: ${fault}`);
  return text;
}

/** Each `a ? (b) : c => d` in another doubles the time that removing types takes; nine of them are no matter. */
function isQuick(source: string): boolean {
  return source.split('?').length <= 10;
}

/** The syntax tree of a file without types. @throws {Unlinkable} */
export function parse(path: string, source: string): Node {
  const { program, errors } = parseSync(path, source, { lang: 'js', sourceType: 'module' });
  const [error] = errors;
  if (!error) return program as unknown as Node;
  const [label] = error.labels;
  const place = label ? `${path}:${lineOf(source, label.start)}` : path;
  throw new Unlinkable(`${place}: SyntaxError: ${error.message}`);
}

/** Refuses what the sandbox lacks, and what would be read otherwise there than here. @throws {Unlinkable} */
export function check(node: Node, path: string, source: string, inFunction = false) {
  checkSynchronous(node, path, inFunction);
  checkComment(node, path, source);
  for (const child of nodesBelow(node)) check(child, path, source, inFunction || opensFunction(child));
}

function checkSynchronous(node: Node, path: string, inFunction: boolean) {
  if (node.type === 'ImportExpression') throw new Unlinkable(`${path}: import() is not there in the sandbox`);
  if (node.type === 'MetaProperty' && node.meta.name === 'import')
    throw new Unlinkable(`${path}: import.meta is not there in the sandbox`);
  if (node.async) throw new Unlinkable(`${path}: async functions are not there; the sandbox is synchronous`);
  const awaits = node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await);
  if (awaits && !inFunction) throw new Unlinkable(`${path}: await outside a function; the sandbox is synchronous`);
}

/** Scripts take `<!--` for a comment and modules do not; code that the linker read otherwise could leave its file. */
function checkComment(node: Node, path: string, source: string) {
  if (node.type === 'BinaryExpression' && source.startsWith('<!--', node.right.start - 1))
    throw new Unlinkable(`${path}:${lineOf(source, node.right.start)}: <!-- begins a comment; put a space into it`);
}
