import { LRUCache } from 'lru-cache';
import type { Files, Program } from '../api/program.ts';

/** A stretch of a text, such as one that may change. */
export interface Region {
  readonly start: number;
  readonly end: number;
}

/** One file of a program. A child shares it with its parent where the text is the same, with everything derived from it. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** How an engine's own edit made a file of another one. */
export interface Derivation {
  readonly from: SourceFile;
  /** The texts that were put in. */
  readonly added: readonly string[];
}

const derivations = new WeakMap<SourceFile, Derivation>();

export function setDerivation(file: SourceFile, derivation: Derivation): void {
  derivations.set(file, derivation);
}

/** How a file was made, for the first who asks: remembered for longer, each file would keep all its ancestors. */
export function takeDerivation(file: SourceFile): Derivation | undefined {
  const found = derivations.get(file);
  derivations.delete(file);
  return found;
}

const trusted = new WeakSet<SourceFile>();

/** Says that the files of a program are the user's own, as the problem is whose code runs in this process. */
export function trustFiles(program: Pick<Program, 'files'>): void {
  for (const file of sourcesOf(program)) trusted.add(file);
}

export const isTrusted = (file: SourceFile) => trusted.has(file);

/** The source files of a program, by the object that holds their texts. */
const sources = new WeakMap<Files, readonly SourceFile[]>();

/** The files of a program, in order. */
export function sourcesOf({ files }: Pick<Program, 'files'>): readonly SourceFile[] {
  const found = sources.get(files) ?? toSources(files);
  sources.set(files, found);
  return found;
}

/** Lets a child's files share what is derived from those of its parent that have the same text. */
export function shareSources(parent: Program, files: Files): void {
  if (sources.has(files)) return;
  const known = new Map(sourcesOf(parent).map((file) => [file.name, file]));
  const shared = (file: SourceFile) => {
    const old = known.get(file.name);
    return old?.text === file.text ? old : file;
  };
  sources.set(files, toSources(files).map(shared));
}

function toSources(files: Files): readonly SourceFile[] {
  return Object.entries(files).map(([name, text]) => sourceFile(name, text));
}

/** Files that were made lately, by name and text. */
const recent = new LRUCache<string, SourceFile>({ max: 32 });

/** The file of that name and text: the same as lately, as reading an answer makes it several times, and parses it once. */
export function sourceFile(name: string, text: string): SourceFile {
  const id = `${name}\0${text}`;
  const file = recent.get(id) ?? { name, text };
  recent.set(id, file);
  return file;
}
