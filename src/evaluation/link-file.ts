import MagicString from 'magic-string';
import { boundNames, freeReferences, type Node } from './references.ts';
import { Unlinkable } from './unlinkable.ts';

/** How an exported name is read inside its file; `live` when it may change after loading. */
interface Export {
  readonly expression: string;
  readonly live: boolean;
}

/** A linked file. */
export interface Module {
  readonly text: string;
  /** Name of the variable that holds what the file exports. */
  readonly variable: string;
  readonly exports: Map<string, Export>;
}

/** Rewrites one file. Imported names become constants; names that may change are read from their file each time. */
export class FileLinker {
  readonly exports = new Map<string, Export>();
  readonly #text: MagicString;
  readonly #defaultName: string;
  readonly #load: (specifier: string) => Module;
  /** Live imports: local name to the expression that reads it. */
  readonly #live = new Map<string, string>();
  /** Names declared by `let` or `var` at the top level, which exports must follow. */
  readonly #changing = new Set<string>();

  constructor(source: string, prefix: string, load: (specifier: string) => Module) {
    this.#text = new MagicString(source);
    this.#defaultName = `${prefix}default`;
    this.#load = load;
  }

  get text(): string {
    return this.#text.toString();
  }

  rewrite(program: Node) {
    for (const statement of program.body) this.#noteDeclaration(statement.declaration ?? statement);
    for (const statement of program.body) if (statement.type === 'ImportDeclaration') this.#import(statement);
    for (const statement of program.body) this.#export(statement);
    if (this.#live.size > 0) this.#replaceLive(program);
  }

  #noteDeclaration(node: Node) {
    if (node.type !== 'VariableDeclaration' || node.kind === 'const') return;
    for (const { id } of node.declarations) for (const name of boundNames(id)) this.#changing.add(name);
  }

  #import(node: Node) {
    const module = this.#load(node.source.value);
    const constants: string[] = [];
    for (const specifier of node.specifiers) {
      const local = specifier.local.name;
      if (specifier.type === 'ImportNamespaceSpecifier') constants.push(`const ${local} = ${module.variable};`);
      else {
        const name = specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier.imported);
        const expression = member(module.variable, name);
        if (exported(module, name, node.source.value).live) this.#live.set(local, expression);
        else constants.push(`const ${local} = ${expression};`);
      }
    }
    // Imports are hoisted: their names exist before the file's first statement.
    if (constants.length > 0) this.#text.prepend(`${constants.join(' ')} `);
    this.#text.remove(node.start, node.end);
  }

  #export(node: Node) {
    if (node.type === 'ExportAllDeclaration') this.#exportAll(node);
    else if (node.type === 'ExportDefaultDeclaration') this.#exportDefault(node);
    else if (node.type !== 'ExportNamedDeclaration') return;
    else if (node.source) this.#exportFrom(node);
    else if (node.declaration) this.#exportDeclaration(node, node.declaration);
    else this.#exportLocals(node);
  }

  #exportAll(node: Node) {
    const module = this.#load(node.source.value);
    if (node.exported) this.exports.set(nameOf(node.exported), { expression: module.variable, live: false });
    else
      for (const [name, { live }] of module.exports)
        if (name !== 'default' && !this.exports.has(name))
          this.exports.set(name, { expression: member(module.variable, name), live });
    this.#text.remove(node.start, node.end);
  }

  #exportFrom(node: Node) {
    const module = this.#load(node.source.value);
    for (const { local, exported: outer } of node.specifiers) {
      const { live } = exported(module, nameOf(local), node.source.value);
      this.exports.set(nameOf(outer), { expression: member(module.variable, nameOf(local)), live });
    }
    this.#text.remove(node.start, node.end);
  }

  #exportDeclaration(node: Node, declaration: Node) {
    this.#text.remove(node.start, declaration.start);
    const names = declaration.id
      ? [declaration.id.name]
      : declaration.declarations.flatMap(({ id }: { id: Node }) => boundNames(id));
    for (const name of names) this.#exportLocal(name, name);
  }

  #exportLocals(node: Node) {
    for (const { local, exported: outer } of node.specifiers) this.#exportLocal(nameOf(outer), nameOf(local));
    this.#text.remove(node.start, node.end);
  }

  #exportLocal(outer: string, local: string) {
    const imported = this.#live.get(local);
    this.exports.set(outer, {
      expression: imported ?? local,
      live: imported !== undefined || this.#changing.has(local),
    });
  }

  #exportDefault({ start, declaration }: Node) {
    const named = /^(Function|Class)Declaration$/.test(declaration.type) && declaration.id;
    if (named) this.#text.remove(start, declaration.start);
    else this.#text.overwrite(start, declaration.start, `const ${this.#defaultName} = `);
    this.exports.set('default', { expression: named ? declaration.id.name : this.#defaultName, live: false });
  }

  #replaceLive(program: Node) {
    const removed = placesOfExports(program);
    for (const { name, start, end, shorthand, called } of freeReferences(program)) {
      const expression = this.#live.get(name);
      if (expression === undefined || removed.has(start)) continue;
      const read = called ? `(0, ${expression})` : expression;
      this.#text.overwrite(start, end, shorthand ? `${name}: ${read}` : read);
    }
  }
}

/** Where names stand in `export { … }`, which was removed. */
function placesOfExports(program: Node): Set<number> {
  const lists = program.body.filter((node: Node) => node.type === 'ExportNamedDeclaration' && !node.declaration);
  return new Set(lists.flatMap((node: Node) => node.specifiers.map(({ local }: Node) => local.start)));
}

function nameOf(node: Node): string {
  return node.type === 'Literal' ? node.value : node.name;
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
