import { parseSync } from 'oxc-parser';
import { lineOf } from './markers.ts';

/** What the files of the engine and of problems say about themselves: modules that a person wrote. */

/** The first syntax error of a module with its line; undefined where there is none. */
export function moduleFault(name: string, text: string): string | undefined {
  const [first] = parseSync(name, text).errors;
  return first && `line ${lineOf(text, first.labels[0]?.start ?? 0)}: ${first.message}`;
}

/** The names that a module imports from, as they are written. */
export interface Imports {
  /** Without those of types only, which are gone when it runs. */
  readonly values: readonly string[];
  /** What the words `import … from` name, types too: all that counted in records of version 0.1. */
  readonly statements: readonly string[];
}

export function importsOf(name: string, text: string): Imports {
  const { staticImports, staticExports, dynamicImports } = parseSync(name, text).module;
  const imported = staticImports.filter(({ entries }) => entries.length === 0 || entries.some((one) => !one.isType));
  const exported = staticExports.flatMap(({ entries }) => entries.filter((one) => one.moduleRequest && !one.isType));
  const called = dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start, end));
  const values = [
    ...[...imported, ...exported].map(({ moduleRequest }) => moduleRequest!.value),
    ...called.filter((word) => /^(["'])[^"'\\]*\1$/.test(word)).map((word) => word.slice(1, -1)),
  ];
  return { values, statements: staticImports.map(({ moduleRequest }) => moduleRequest.value) };
}
