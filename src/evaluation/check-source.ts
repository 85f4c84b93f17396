import { compiledPart } from '../language/javascript/erase-types.ts';
import { forEachChild, type Node, nodeIn } from '../language/javascript/node.ts';
import { lineOf } from '../language/markers.ts';
import type { SourceFile } from '../language/source.ts';

/** A program cannot be linked; the message says why. */
export class Unlinkable extends Error {}

/** Refuses syntax that the sandbox lacks, or that it would read differently from the parser. @throws {Unlinkable} */
export function checkSource(file: SourceFile, node: Node, inFunction = false): void {
  const problem = problemOf(node, file.text, inFunction);
  if (problem) throw new Unlinkable(`${file.name}, line ${lineOf(file.text, node.start)}: ${problem}`);
  forEachChild(node, (child) => checkSource(file, child, inFunction || opensFunction.test(child.type)));
}

/** Nodes inside which `await` belongs to the node itself. */
const opensFunction = /^(Function|ArrowFunction|StaticBlock|MethodDefinition|PropertyDefinition|AccessorProperty)/;

function problemOf(node: Node, text: string, inFunction: boolean): string | undefined {
  const compiled = compiledPart(node);
  if (compiled) return `${compiled} would have to be compiled; the sandbox only removes types`;
  if (node.type === 'ImportExpression') return 'the sandbox has no import()';
  if (node.type === 'MetaProperty' && nodeIn(node, 'meta')?.name === 'import') return 'the sandbox has no import.meta';
  if (node.async) return 'the sandbox is synchronous, so it has no async functions';
  const awaits = node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await);
  if (awaits && !inFunction) return 'the sandbox is synchronous, so it has no await outside a function';
  return opensComment(node, text) ? '<!-- begins a comment; put a space into it' : undefined;
}

/** Scripts read `<!--` as a comment and modules do not; code that the linker reads differently could leave its file. */
function opensComment(node: Node, text: string): boolean {
  const right = node.type === 'BinaryExpression' ? nodeIn(node, 'right') : undefined;
  return right !== undefined && text.startsWith('<!--', right.start - 1);
}
