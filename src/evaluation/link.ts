import { posix } from 'node:path';
import MagicString from 'magic-string';
import { parseSync } from 'oxc-parser';
import type { SandboxStage } from '../../workers/messages.ts';
import type { Files } from '../api/program.ts';
import { lineOf } from '../syntax/fault.ts';
import { unbearable } from '../syntax/nesting.ts';
import { nodesBelow } from '../syntax/nodes-below.ts';
import { askReader } from '../syntax/reader.ts';
import { removeTypes } from '../syntax/remove-types.ts';
import { meter } from './meter.ts';
import { boundNames, freeReferences, type Node, opensFunction } from './references.ts';

/** The body of one function that returns what the entry file exports, or why the files cannot be linked. */
export type Linked = { readonly script: string } | { readonly refusal: string };

/** Evolution wrote something that cannot be linked. */
class Unlinkable extends Error {}

/** How an exported name is read inside its file; `live` when it may change after loading. */
interface Export {
  readonly expression: string;
  readonly live: boolean;
}

interface Module {
  readonly text: string;
  /** Name of the variable that holds what the file exports. */
  readonly variable: string;
  readonly exports: Map<string, Export>;
}

/**
 * Links a program's files into one script without imports or exports. Types are stripped; each file keeps a scope of
 * its own, in strict mode; files load in the order of their imports, the entry last. A metered script counts its
 * operations on the fuel that its function is called with; no file can name that.
 */
export function link(files: Files, { metered = false } = {}): Linked {
  const entry = Object.keys(files)[0];
  if (entry === undefined) return { refusal: 'the program has no files' };
  try {
    const linker = new Linker(files, metered);
    const { variable } = linker.load(entry, []);
    const texts = [...linker.modules.values()].map((module) => module.text);
    if (linker.fuel !== undefined) texts.unshift(`const ${linker.fuel} = arguments[0];`);
    return { script: `'use strict';\n${texts.join('\n')}\nreturn ${variable};` };
  } catch (error) {
    if (error instanceof Unlinkable) return { refusal: error.message };
    throw error;
  }
}

/** The program's script for each stage: metered for those that limit operations, which slows it down. */
export function linkForStages(
  files: Files,
  stages: readonly SandboxStage[],
): { readonly scripts: readonly string[] } | { readonly refusal: string } {
  const isMetered = ({ limits }: SandboxStage) => limits.operations !== undefined;
  const linked = new Map<boolean, string>();
  for (const metered of new Set(stages.map(isMetered))) {
    const made = link(files, { metered });
    if ('refusal' in made) return made;
    linked.set(metered, made.script);
  }
  return { scripts: stages.map((stage) => linked.get(isMetered(stage))!) };
}

class Linker {
  /** In the order in which they load. */
  readonly modules = new Map<string, Module>();
  readonly #files: Files;
  readonly #prefix: string;
  /** The variable that holds the fuel of a metered script. */
  readonly fuel: string | undefined;

  constructor(files: Files, metered: boolean) {
    this.#files = files;
    this.#prefix = unusedName('$file', Object.values(files));
    if (metered) this.fuel = unusedName('$fuel', Object.values(files));
  }

  load(path: string, importers: readonly string[]): Module {
    const loaded = this.modules.get(path);
    if (loaded) return loaded;
    if (importers.includes(path))
      throw new Unlinkable(`files import each other in a circle: ${[...importers, path].join(' -> ')}`);
    const source = this.#read(path);
    const program = parse(path, source);
    check(program, path, source);
    const file = new FileLinker(source, this.#prefix, (specifier) =>
      this.load(this.#resolve(specifier, path), [...importers, path]),
    );
    file.rewrite(program);
    const variable = `${this.#prefix}${this.modules.size}`;
    const module = { variable, exports: file.exports, text: wrap(variable, file) };
    this.modules.set(path, module);
    return module;
  }

  #read(path: string): string {
    const source = readSource(path, this.#files[path] as string);
    return this.fuel === undefined ? source : meter(source, parse(path, source), this.fuel);
  }

  #resolve(specifier: string, importer: string): string {
    if (!/^\.\.?\//.test(specifier))
      throw new Unlinkable(`${importer} imports '${specifier}': a candidate can only import its own files`);
    const path = posix.join(posix.dirname(importer), specifier);
    const found = [path, path.replace(/\.js$/, '.ts'), `${path}.ts`, `${path}.js`].find((name) =>
      Object.hasOwn(this.#files, name),
    );
    if (found !== undefined) return found;
    throw new Unlinkable(`${importer} imports '${specifier}', but the candidate has no file ${path}`);
  }
}

/** A name that no file can spell, nor one that begins with it; an identifier may be written with escapes. */
function unusedName(name: string, sources: readonly string[]): string {
  const texts = sources.flatMap((source) => [source, source.replace(escaped, decode)]);
  while (texts.some((text) => text.includes(name))) name += '$';
  return name;
}

const escaped = /\\u(?:\{([\da-f]+)\}|([\da-f]{4}))/gi;

function decode(written: string, long?: string, short?: string): string {
  const code = Number.parseInt((long ?? short)!, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : written;
}

function readSource(path: string, source: string): string {
  const refused = unbearable(source, path);
  if (refused) throw new Unlinkable(`${path}: ${refused}`);
  if (!/\.[mc]?ts$/.test(path)) return source;
  const { text, fault } = isQuick(source) ? removeTypes(source) : askReader({ want: 'text', text: source, name: path });
  if (text === undefined) throw new Unlinkable(`${path}: ${fault}`);
  return text;
}

/** Each `a ? (b) : c => d` in another doubles the time that removing types takes; nine of them are no matter. */
function isQuick(source: string): boolean {
  return source.split('?').length <= 10;
}

function parse(path: string, source: string): Node {
  const { program, errors } = parseSync(path, source, { lang: 'js', sourceType: 'module' });
  const [error] = errors;
  if (!error) return program as unknown as Node;
  const [label] = error.labels;
  const place = label ? `${path}:${lineOf(source, label.start)}` : path;
  throw new Unlinkable(`${place}: SyntaxError: ${error.message}`);
}

/** What the sandbox lacks, and what would be read otherwise there than here. */
function check(node: Node, path: string, source: string, inFunction = false) {
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

function wrap(variable: string, { text, exports }: FileLinker): string {
  const fields = [...exports].map(([name, { expression, live }]) =>
    live ? `get ${JSON.stringify(name)}() { return ${expression}; }` : `${keyOf(name)}: ${expression}`,
  );
  return `const ${variable} = Object.freeze((function () {\n${text}\nreturn { ${fields.join(', ')} };\n}).call(undefined));`;
}

function keyOf(name: string): string {
  return name === '__proto__' ? '["__proto__"]' : JSON.stringify(name);
}

/** Rewrites one file. Imported names become constants; names that may change are read from their file each time. */
class FileLinker {
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
