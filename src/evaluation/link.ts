import { posix } from 'node:path';
import MagicString from 'magic-string';
import type { SandboxStage } from '../../workers/messages.ts';
import type { Program } from '../api/program.ts';
import { deriveLately } from '../language/derive.ts';
import { eraseTypes } from '../language/javascript/erase-types.ts';
import { parse } from '../language/javascript/parse.ts';
import { type SourceFile, sourcesOf } from '../language/source.ts';
import { checkSource, Unlinkable } from './check-source.ts';
import { FileLinker, type Module } from './link-file.ts';
import { meter } from './meter.ts';

/** The body of one function that returns the exports of the entry file, or why the files cannot be linked. */
export type Linked = { readonly script: string } | { readonly refusal: string };

/**
 * Links a program's files into one script without imports or exports. Types are removed; each file keeps a scope of its
 * own, in strict mode; files load in the order of their imports, the entry last. A metered script counts its operations
 * on the fuel that its function is called with; no file can name that.
 */
export function link(program: Program, { metered = false } = {}): Linked {
  return metered ? linkMetered(program) : linkPlain(program);
}

/** A race links a program again for every stage. */
const linkPlain = deriveLately((program: Program) => linkWith(program, false));
const linkMetered = deriveLately((program: Program) => linkWith(program, true));

function linkWith(program: Program, metered: boolean): Linked {
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

/** The program's script for each stage: metered, which is slower, only for stages that limit operations. */
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
    const file = this.#files.get(path) as SourceFile;
    const parsed = parse(file);
    if (parsed.error) throw new Unlinkable(`${path}, ${parsed.error}`);
    checkSource(file, parsed.program);
    const text = new MagicString(file.text);
    eraseTypes(text, parsed);
    const linker = new FileLinker(file, text, this.#prefix, (specifier) =>
      this.load(this.#resolve(specifier, path), [...importers, path]),
    );
    linker.rewrite(parsed.program);
    if (this.fuel !== undefined) meter(text, parsed.program, this.fuel);
    const variable = `${this.#prefix}${this.modules.size}`;
    const module = { variable, exports: linker.exports, text: wrap(variable, text.toString(), linker.exports) };
    this.modules.set(path, module);
    return module;
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

/** A name that is no part of any identifier of the files; an identifier may be written with escapes. */
function unusedName(name: string, sources: readonly SourceFile[]): string {
  const written = new RegExp(`${RegExp.escape(name)}(?=(\\$*))`, 'g');
  const texts = sources.flatMap(({ text }) => [text, text.replace(escaped, decode)]);
  const tails = texts.flatMap((text) => [...text.matchAll(written)].map(([, dollars = '']) => dollars.length));
  return name + '$'.repeat(tails.reduce((longest, tail) => Math.max(longest, tail), -1) + 1);
}

const escaped = /\\u(?:\{([\da-f]+)\}|([\da-f]{4}))/gi;

function decode(written: string, long?: string, short?: string): string {
  const code = Number.parseInt((long ?? short)!, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : written;
}

function wrap(variable: string, text: string, exports: Module['exports']): string {
  // As the namespace of a module is: sorted, and without a prototype.
  const sorted = [...exports].sort(([a], [b]) => (a < b ? -1 : 1));
  const fields = sorted.map(([name, { expression, live }]) =>
    live ? `get ${JSON.stringify(name)}() { return ${expression}; }` : `${keyOf(name)}: ${expression}`,
  );
  return `const ${variable} = Object.freeze((function () {\n${text}\nreturn { ${['__proto__: null', ...fields].join(', ')} };\n}).call(undefined));`;
}

function keyOf(name: string): string {
  return name === '__proto__' ? '["__proto__"]' : JSON.stringify(name);
}
