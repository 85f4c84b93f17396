import { posix } from 'node:path';
import type { SandboxStage } from '../../workers/messages.ts';
import type { Program } from '../api/program.ts';
import { type SourceFile, sourcesOf } from '../language/program.ts';
import { FileLinker, type Module } from './link-file.ts';
import { meter } from './meter.ts';
import { check, parse, readSource } from './read-source.ts';
import { Unlinkable } from './unlinkable.ts';

/** The body of one function that returns what the entry file exports, or why the files cannot be linked. */
export type Linked = { readonly script: string } | { readonly refusal: string };

/**
 * Links a program's files into one script without imports or exports. Types are stripped; each file keeps a scope of
 * its own, in strict mode; files load in the order of their imports, the entry last. A metered script counts its
 * operations on the fuel that its function is called with; no file can name that.
 */
export function link(program: Program, { metered = false } = {}): Linked {
  const sources = sourcesOf(program);
  if (sources.length === 0) return { refusal: 'the program has no files' };
  try {
    const linker = new Linker(sources, metered);
    const { variable } = linker.load(program.entry, []);
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
  program: Program,
  stages: readonly SandboxStage[],
): { readonly scripts: readonly string[] } | { readonly refusal: string } {
  const isMetered = ({ limits }: SandboxStage) => limits.operations !== undefined;
  const linked = new Map<boolean, string>();
  for (const metered of new Set(stages.map(isMetered))) {
    const made = link(program, { metered });
    if ('refusal' in made) return made;
    linked.set(metered, made.script);
  }
  return { scripts: stages.map((stage) => linked.get(isMetered(stage))!) };
}

class Linker {
  /** In the order in which they load. */
  readonly modules = new Map<string, Module>();
  readonly #files: ReadonlyMap<string, SourceFile>;
  readonly #prefix: string;
  /** The variable that holds the fuel of a metered script. */
  readonly fuel: string | undefined;

  constructor(files: readonly SourceFile[], metered: boolean) {
    this.#files = new Map(files.map((file) => [file.name, file]));
    this.#prefix = unusedName('$file', files);
    if (metered) this.fuel = unusedName('$fuel', files);
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
    const source = readSource(this.#files.get(path) as SourceFile);
    return this.fuel === undefined ? source : meter(source, parse(path, source), this.fuel);
  }

  #resolve(specifier: string, importer: string): string {
    if (!/^\.\.?\//.test(specifier))
      throw new Unlinkable(`${importer} imports '${specifier}': a candidate can only import its own files`);
    const path = posix.join(posix.dirname(importer), specifier);
    const found = [path, path.replace(/\.js$/, '.ts'), `${path}.ts`, `${path}.js`].find((name) =>
      this.#files.has(name),
    );
    if (found !== undefined) return found;
    throw new Unlinkable(`${importer} imports '${specifier}', but the candidate has no file ${path}`);
  }
}

/** A name that no file can spell, nor one that begins with it; an identifier may be written with escapes. */
function unusedName(name: string, sources: readonly SourceFile[]): string {
  const texts = sources.flatMap(({ text }) => [text, text.replace(escaped, decode)]);
  while (texts.some((text) => text.includes(name))) name += '$';
  return name;
}

const escaped = /\\u(?:\{([\da-f]+)\}|([\da-f]{4}))/gi;

function decode(written: string, long?: string, short?: string): string {
  const code = Number.parseInt((long ?? short)!, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : written;
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
