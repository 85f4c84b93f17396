import { parseSync } from 'oxc-parser';
import { lineOf } from './markers.ts';

/** What the files of the engine and of problems say about themselves: modules that a person wrote. */

/** The first syntax error of a module with its line; undefined where there is none. */
export function moduleFault(name: string, text: string): string | undefined {
  const [first] = parseSync(name, text).errors;
  return first && `line ${lineOf(text, first.labels[0]?.start ?? 0)}: ${first.message}`;
}

/** The names that a module imports from, as they are written; types are not among them, as they are gone when it runs. */
export function importsOf(name: string, text: string): readonly string[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(name, text).module;
  const imported = staticImports.filter(({ entries }) => entries.length === 0 || entries.some((one) => !one.isType));
  const exported = staticExports.flatMap(({ entries }) => entries.filter((one) => one.moduleRequest && !one.isType));
  const called = dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start, end));
  return [
    ...[...imported, ...exported].map(({ moduleRequest }) => moduleRequest!.value),
    ...called.filter((word) => /^(["'])[^"'\\]*\1$/.test(word)).map((word) => word.slice(1, -1)),
  ];
}

/** What the words `import … from` name, types too: all that counted in records of version 0.1. */
export function importStatementsOf(name: string, text: string): readonly string[] {
  return parseSync(name, text).module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
}
