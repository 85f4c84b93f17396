import type MagicString from 'magic-string';
import { isTypeStatement } from '../language/javascript/erase-types.ts';
import { isTransparent, type Node, nodeIn, nodesIn } from '../language/javascript/node.ts';
import { type Place, placesOf } from '../language/javascript/place.ts';
import { type Scopes, scopesOf, type Variable } from '../language/javascript/scope.ts';
import type { SourceFile } from '../language/source.ts';
import { Unlinkable } from './check-source.ts';

/** How an exported name is read inside its file; `live` when it may change after loading. */
interface Export {
  readonly expression: string;
  readonly live: boolean;
}

/** A linked file. */
export interface Module {
  readonly text: string;
  /** Name of the variable that holds the file's exports. */
  readonly variable: string;
  readonly exports: ReadonlyMap<string, Export>;
}

/** Rewrites one file. Imported names become constants; names that may change are read from their file each time. */
export class FileLinker {
  readonly exports = new Map<string, Export>();
  /** Names exported by themselves, not with all of another file. */
  readonly #named = new Set<string>();
  readonly #file: SourceFile;
  readonly #text: MagicString;
  readonly #scopes: Scopes;
  readonly #defaultName: string;
  readonly #load: (specifier: string) => Module;
  /** Live imports: the variable of the file to the expression that reads it. */
  readonly #live = new Map<Variable, string>();

  constructor(file: SourceFile, text: MagicString, prefix: string, load: (specifier: string) => Module) {
    this.#file = file;
    this.#text = text;
    this.#scopes = scopesOf(file);
    this.#defaultName = `${prefix}default`;
    this.#load = load;
  }

  rewrite(program: Node): void {
    const statements = nodesIn(program, 'body').filter((statement) => !isTypeStatement(statement));
    // Files load in the order in which they are named, by imports and exports alike.
    for (const statement of statements) if (nodeIn(statement, 'source')) this.#load(sourceOf(statement));
    for (const statement of statements) if (statement.type === 'ImportDeclaration') this.#import(statement);
    for (const statement of statements) this.#export(statement);
    if (this.#live.size > 0) this.#replaceLive();
    const hashbang = nodeIn(program, 'hashbang');
    if (hashbang) this.#text.update(hashbang.start, hashbang.end, '//');
  }

  #import(node: Node): void {
    const from = sourceOf(node);
    const module = this.#load(from);
    const constants = valuesIn(node).flatMap((specifier) => this.#importName(specifier, module, from));
    // Imports are hoisted: their names exist before the file's first statement.
    if (constants.length > 0) this.#text.prepend(`${constants.join(' ')} `);
    this.#replace(node);
  }

  /** The constant for an imported name; none for a live one, which is read from its file each time. */
  #importName(specifier: Node, module: Module, from: string): readonly string[] {
    const local = nameIn(specifier, 'local');
    if (specifier.type === 'ImportNamespaceSpecifier') return [`const ${local} = ${module.variable};`];
    const name = specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameIn(specifier, 'imported');
    const expression = member(module.variable, name);
    if (!exported(module, name, from).live) return [`const ${local} = ${expression};`];
    this.#live.set(this.#scopes.module.set.get(local) as Variable, expression);
    return [];
  }

  #export(node: Node): void {
    const declaration = nodeIn(node, 'declaration');
    if (node.type === 'ExportAllDeclaration') this.#exportAll(node);
    else if (node.type === 'ExportDefaultDeclaration' && declaration) this.#exportDefault(node, declaration);
    else if (node.type !== 'ExportNamedDeclaration') return;
    else if (nodeIn(node, 'source')) this.#exportFrom(node);
    else if (declaration) this.#exportDeclaration(node, declaration);
    else this.#exportLocals(node);
  }

  /** Exports a name; one that `export *` brought gives way. */
  #name(name: string, read: Export): void {
    if (this.#named.has(name)) throw new Unlinkable(`${this.#file.name} exports ${name} twice`);
    this.#named.add(name);
    this.exports.set(name, read);
  }

  #exportAll(node: Node): void {
    const module = this.#load(sourceOf(node));
    if (nodeIn(node, 'exported')) this.#name(nameIn(node, 'exported'), { expression: module.variable, live: false });
    else
      for (const [name, { live }] of module.exports)
        if (name !== 'default' && !this.exports.has(name))
          this.exports.set(name, { expression: member(module.variable, name), live });
    this.#replace(node);
  }

  #exportFrom(node: Node): void {
    const module = this.#load(sourceOf(node));
    for (const specifier of valuesIn(node)) {
      const name = nameIn(specifier, 'local');
      const { live } = exported(module, name, sourceOf(node));
      this.#name(nameIn(specifier, 'exported'), { expression: member(module.variable, name), live });
    }
    this.#replace(node);
  }

  #exportDeclaration(node: Node, declaration: Node): void {
    this.#text.remove(node.start, declaration.start);
    for (const { name, scope } of this.#scopes.declaredBy(declaration))
      if (scope === this.#scopes.module) this.#exportLocal(name, name);
  }

  #exportLocals(node: Node): void {
    for (const specifier of valuesIn(node))
      this.#exportLocal(nameIn(specifier, 'exported'), nameIn(specifier, 'local'));
    this.#replace(node);
  }

  #exportLocal(outer: string, local: string): void {
    const variable = this.#scopes.module.set.get(local);
    const imported = variable && this.#live.get(variable);
    const changes = variable?.defs.some((definition) => definition.type === 'Variable' && definition.kind !== 'const');
    this.#name(outer, { expression: imported ?? local, live: imported !== undefined || changes === true });
  }

  /** The name of a function or class without one is `default`. The semicolon keeps a next line from calling it. */
  #exportDefault({ start }: Node, declaration: Node): void {
    const named = /^(Function|Class)Declaration$/.test(declaration.type) && nodeIn(declaration, 'id');
    if (named) this.#text.remove(start, declaration.start);
    else {
      this.#text.overwrite(start, declaration.start, `const ${this.#defaultName} = { default: `);
      this.#text.prependRight(declaration.end, ' }.default;');
    }
    this.#name('default', { expression: named ? String(named.name) : this.#defaultName, live: false });
  }

  /** A semicolon stands for a statement, as the lines around it could be read as one. Edits at its edges stay. */
  #replace({ start, end }: Node): void {
    this.#text.update(start, end, ';');
  }

  #replaceLive(): void {
    for (const place of placesOf(this.#file)) {
      const variable = place.reference?.resolved;
      const expression = variable && this.#live.get(variable);
      if (!expression || place.parent?.node.type === 'ExportSpecifier') continue;
      const read = isCalled(place) ? `(0, ${expression})` : expression;
      const isShorthand = place.parent?.node.type === 'Property' && place.parent.node.shorthand;
      const { start, end, name } = place.node;
      this.#text.overwrite(start, end, isShorthand ? `${name}: ${read}` : read);
    }
  }
}

/** Whether a variable is called as `name()`: a member in its place would be called with a receiver. */
function isCalled({ parent, field }: Place): boolean {
  if (!parent) return false;
  if (isTransparent(parent.node)) return isCalled(parent);
  return (
    (parent.node.type === 'CallExpression' && field === 'callee') ||
    (parent.node.type === 'TaggedTemplateExpression' && field === 'tag')
  );
}

/** The specifiers of an import or export that are not types. */
function valuesIn(node: Node): readonly Node[] {
  return nodesIn(node, 'specifiers').filter(({ importKind, exportKind }) => (importKind ?? exportKind) !== 'type');
}

function sourceOf(node: Node): string {
  return String(nodeIn(node, 'source')?.value);
}

/** The name in a field, which may be written as a text. */
function nameIn(node: Node, field: string): string {
  const name = nodeIn(node, field);
  return String(name?.type === 'Literal' ? name.value : name?.name);
}

function member(variable: string, name: string): string {
  return `${variable}[${JSON.stringify(name)}]`;
}

function exported(module: Module, name: string, specifier: string): Export {
  const found = module.exports.get(name);
  if (found) return found;
  throw new Unlinkable(
    `'${specifier}' exports no ${name}; it exports: ${[...module.exports.keys()].join(', ') || 'nothing'}`,
  );
}
