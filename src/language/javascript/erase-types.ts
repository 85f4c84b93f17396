import type MagicString from 'magic-string';
import { forEachNode, isNode, isTransparent, isTypeOnly, type Node } from './node.ts';
import type { Parsed } from './read.ts';

/**
 * Removes the types of a file, so that what is left is JavaScript that does the same; positions in `text` stay those of
 * the tree. What TypeScript would have to compile (see `compiledPart`) is left as it is.
 */
export function eraseTypes(text: MagicString, parsed: Parsed): void {
  new Eraser(text, parsed).erase(parsed.program, undefined);
}

const compiled: Readonly<Record<string, string>> = {
  TSEnumDeclaration: 'an enum',
  TSModuleDeclaration: 'a namespace',
  TSParameterProperty: 'a parameter that is a property',
  TSImportEqualsDeclaration: 'import … = …',
  TSExportAssignment: 'export = …',
  Decorator: 'a decorator',
};

/** What a node is, in words, if it needs more than the removal of types. */
export function compiledPart(node: Node): string | undefined {
  const [decorator] = (node.decorators ?? []) as Node[];
  return compiled[decorator?.type ?? node.type];
}

/** Whether a statement is an import or export of types, which is gone when types are removed. */
export function isTypeStatement(node: Node): boolean {
  if (isTypeOnly(node)) return true;
  if (!/^(Im|Ex)port\w*Declaration$/.test(node.type)) return false;
  return (
    node.importKind === 'type' ||
    node.exportKind === 'type' ||
    (isNode(node.declaration) && isTypeOnly(node.declaration))
  );
}

/** Whether an item of a list is gone when types are removed: a type that is imported or exported, or the type of `this`. */
function isTypeItem({ type, name, importKind, exportKind }: Node): boolean {
  if (type === 'ImportSpecifier' || type === 'ExportSpecifier') return (importKind ?? exportKind) === 'type';
  return type === 'Identifier' && name === 'this';
}

/** Statements and members that a line break may end. */
const endings = new Set([
  ...['ExpressionStatement', 'VariableDeclaration', 'ReturnStatement', 'ThrowStatement', 'PropertyDefinition'],
  'ExportDefaultDeclaration',
]);

const typeFields = ['typeAnnotation', 'returnType', 'typeParameters', 'typeArguments', 'superTypeArguments'];
const modifiers = /\b(?:public|private|protected|readonly|override)\b/g;

/** Works from the inside to the outside: what is inserted at the end of a part must not be overwritten by an inner one. */
class Eraser {
  readonly #text: MagicString;
  /** The text with blanks in the place of comments. */
  readonly #code: string;
  /** Offsets at which something that was removed ended. */
  readonly #ends = new Set<number>();
  /** Ends of the statements before an `else` or the `while` of a `do`, which end them anyway. */
  readonly #beforeKeyword = new Set<number>();

  constructor(text: MagicString, { comments }: Parsed) {
    this.#text = text;
    const starts = [0, ...comments.map(({ end }) => end)];
    const pieces = comments.map(
      ({ start, end }, index) => text.original.slice(starts[index], start) + ' '.repeat(end - start),
    );
    this.#code = pieces.join('') + text.original.slice(starts.at(-1));
  }

  erase(node: Node, parent: Node | undefined): void {
    if (isTypeStatement(node)) this.#remove(node.start, node.end, ';');
    else if (isTypeItem(node)) this.#removeItem(node);
    else if (!node.type.startsWith('TS') || isTransparent(node)) this.#eraseIn(node, parent);
  }

  #eraseIn(node: Node, parent: Node | undefined): void {
    const body = { IfStatement: node.alternate && node.consequent, DoWhileStatement: node.body }[node.type];
    if (isNode(body)) this.#beforeKeyword.add(body.end);
    forEachNode(node, (child) => this.erase(child, node));
    for (const field of typeFields) this.#annotation(node[field], node);
    this.#special[node.type]?.(node);
    if (endings.has(node.type)) this.#end(node, parent);
  }

  /** What follows a statement on the next line could continue it where a type ended it before. */
  #end(node: Node, parent: Node | undefined): void {
    const isHead = /^For/.test(parent?.type ?? '') && parent?.body !== node;
    const isOpen = this.#ends.has(node.end) && !this.#beforeKeyword.has(node.end) && this.#code[node.end - 1] !== ';';
    if (isOpen && !isHead) this.#text.appendRight(node.end, ';');
  }

  #remove(start: number, end: number, by = ' '): void {
    this.#text.overwrite(start, end, by);
    this.#ends.add(end);
  }

  /** `: Type`, `<Type>`; no line break may stay before the `=>` of an arrow, or after the `return` before it. */
  #annotation(type: unknown, { type: around }: Node): void {
    if (!isNode(type) || !/^TSType(Annotation|Parameter)/.test(type.type)) return;
    const isArrow = around === 'ArrowFunctionExpression';
    const isParameters = type.type === 'TSTypeParameterDeclaration';
    this.#remove(
      isArrow && !isParameters ? this.#before(type.start) : type.start,
      isArrow && isParameters ? this.#after(type.end) : type.end,
    );
  }

  /** Offset of the first character from `at` on that is neither space nor comment. */
  #after(at: number): number {
    let start = at;
    while (/\s/.test(this.#code[start] ?? '')) start++;
    return start;
  }

  /** Offset after the last character before `at` that is neither space nor comment. */
  #before(at: number): number {
    let end = at;
    while (/\s/.test(this.#code[end - 1] ?? '')) end--;
    return end;
  }

  /** An item of a list, with the comma after it. */
  #removeItem({ start, end }: Node): void {
    const next = this.#after(end);
    this.#remove(start, this.#code[next] === ',' ? next + 1 : end);
  }

  /** `?` or `!` at the end of a name, before its type. */
  #mark = (node: Node): void => {
    const end = isNode(node.typeAnnotation) ? this.#before(node.typeAnnotation.start) : node.end;
    if (/[?!]/.test(this.#code[end - 1] ?? '')) this.#remove(end - 1, end);
  };

  #member = (node: Node): void => {
    const { start, end } = node.key as Node;
    for (const { 0: word, index } of this.#code.slice(node.start, start).matchAll(modifiers))
      this.#remove(node.start + index, node.start + index + word.length, index === 0 ? ';' : ' ');
    if (!node.optional && !node.definite) return;
    const at = this.#code.slice(end).search(/[?!]/) + end;
    this.#remove(at, at + 1);
  };

  #class = (node: Node): void => {
    if (node.abstract) this.#remove(node.start, node.start + 'abstract'.length);
    const list = (node.implements ?? []) as Node[];
    const [first, last] = [list[0], list.at(-1)];
    if (first && last) this.#remove(this.#code.lastIndexOf('implements', first.start), last.end);
  };

  /** `value as Type`, `value satisfies Type`, `value!` */
  #asserted = (node: Node): void => this.#remove((node.expression as Node).end, node.end);

  readonly #special: Readonly<Record<string, (node: Node) => void>> = {
    ...{ Identifier: this.#mark, ObjectPattern: this.#mark, ArrayPattern: this.#mark },
    ...{ PropertyDefinition: this.#member, MethodDefinition: this.#member, AccessorProperty: this.#member },
    ...{ ClassDeclaration: this.#class, ClassExpression: this.#class },
    ...{ TSAsExpression: this.#asserted, TSSatisfiesExpression: this.#asserted, TSNonNullExpression: this.#asserted },
    TSTypeAssertion: ({ start, end, expression }) => {
      // In parentheses, as an object would be a block after an arrow.
      this.#text.overwrite(start, (expression as Node).start, '(').appendLeft(end, ')');
    },
  };
}
