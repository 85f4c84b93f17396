import type { Files, LanguageId, Program } from '../api/program.ts';

/** One file of a program. A child shares it with its parent where the text is the same, with everything derived from it. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

const languages: readonly (readonly [suffix: RegExp, language: LanguageId])[] = [
  [/\.[mc]?tsx?$/, 'typescript'],
  [/\.[mc]?jsx?$/, 'javascript'],
];

/** The source files of a program, by the object that holds their texts. */
const sources = new WeakMap<Files, readonly SourceFile[]>();

/** A program of some files. A file is parsed once, when it is first needed. */
export function readProgram(
  files: Files,
  entry = Object.keys(files)[0] ?? '',
  language: LanguageId = languageOf(entry),
): Program {
  return { files, entry, language };
}

/** The program with other texts in its files; files that stay the same are not parsed again. */
export function withFiles(program: Program, files: Files): Program {
  if (!sources.has(files)) {
    const known = new Map(sourcesOf(program).map((file) => [file.name, file]));
    sources.set(
      files,
      toSources(files).map((file) =>
        known.get(file.name)?.text === file.text ? (known.get(file.name) ?? file) : file,
      ),
    );
  }
  return readProgram(files, program.entry, program.language);
}

/** The files of a program, in order. */
export function sourcesOf({ files }: Program): readonly SourceFile[] {
  const found = sources.get(files) ?? toSources(files);
  sources.set(files, found);
  return found;
}

function toSources(files: Files): readonly SourceFile[] {
  return Object.entries(files).map(([name, text]) => ({ name, text }));
}

function languageOf(name: string): LanguageId {
  return languages.find(([suffix]) => suffix.test(name))?.[1] ?? 'text';
}
