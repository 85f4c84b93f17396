import type MagicString from 'magic-string';
import { forEachNode, isNode, isTransparent, isTypeOnly, type Node } from './node.ts';
import type { Parsed } from './read.ts';

/**
 * Removes the types of a file, so that JavaScript that does the same is left; positions in `text` stay those of the tree.
 * Parts that TypeScript would have to compile (see `compiledPart`) are left as they are.
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

/** A node that must be compiled, as removing types is not enough, in words; undefined for any other. */
export function compiledPart(node: Node): string | undefined {
  const [decorator] = (node.decorators ?? []) as Node[];
  return compiled[decorator?.type ?? node.type];
}

/** Whether a statement goes when types are removed, such as an import of types. */
export function isTypeStatement(node: Node): boolean {
  if (isTypeOnly(node)) return true;
  if (!/^(Im|Ex)port\w*Declaration$/.test(node.type)) return false;
  return (
    node.importKind === 'type' ||
    node.exportKind === 'type' ||
    (isNode(node.declaration) && isTypeOnly(node.declaration))
  );
}

/** Whether an item of a list goes when types are removed: a type that is imported or exported, or the type of `this`. */
function isTypeItem({ type, name, importKind, exportKind }: Node): boolean {
  if (type === 'ImportSpecifier' || type === 'ExportSpecifier') return (importKind ?? exportKind) === 'type';
  return type === 'Identifier' && name === 'this';
}

/** Statements and members of classes that a line break can end. */
const endings = new Set([
  ...['ExpressionStatement', 'VariableDeclaration', 'ReturnStatement', 'ThrowStatement', 'PropertyDefinition'],
  'ExportDefaultDeclaration',
]);

const typeFields = ['typeAnnotation', 'returnType', 'typeParameters', 'typeArguments', 'superTypeArguments'];
const modifiers = /\b(?:public|private|protected|readonly|override)\b/g;

/** Visits inner nodes first, so that no edit overwrites text that an outer node inserts. */
class Eraser {
  readonly #text: MagicString;
  /** The text with blanks in the place of comments. */
  readonly #code: string;
  /** Offsets at which removed text ends. */
  readonly #ends = new Set<number>();
  /** Ends of statements before `else`, or before the `while` of a `do`: the keyword ends them. */
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

  /** Adds a semicolon where a type ended a statement, as the next line could continue it now. */
  #end(node: Node, parent: Node | undefined): void {
    const isHead = /^For/.test(parent?.type ?? '') && parent?.body !== node;
    const isOpen = this.#ends.has(node.end) && !this.#beforeKeyword.has(node.end) && this.#code[node.end - 1] !== ';';
    if (isOpen && !isHead) this.#text.appendRight(node.end, ';');
  }

  #remove(start: number, end: number, by = ' '): void {
    this.#text.overwrite(start, end, by);
    this.#ends.add(end);
  }

  /** `: Type` or `<Type>`. No line break may remain before the `=>` of an arrow, or after a `return` before the arrow. */
  #annotation(type: unknown, { type: around }: Node): void {
    if (!isNode(type) || !/^TSType(Annotation|Parameter)/.test(type.type)) return;
    const isArrow = around === 'ArrowFunctionExpression';
    const isParameters = type.type === 'TSTypeParameterDeclaration';
    this.#remove(
      isArrow && !isParameters ? this.#before(type.start) : type.start,
      isArrow && isParameters ? this.#after(type.end) : type.end,
    );
  }

  /** Offset of the first character at or after `at` that is neither space nor comment. */
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
      // In parentheses: an object after an arrow would be read as a block.
      this.#text.overwrite(start, (expression as Node).start, '(').appendLeft(end, ')');
    },
  };
}
