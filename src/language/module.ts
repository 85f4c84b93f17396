import { parseSync } from 'oxc-parser';
import { lineOf } from './markers.ts';

/** What the files of the engine and of problems say about themselves: modules that a person wrote. */

/** The first syntax error of a module with its line; undefined where there is none. */
export function moduleFault(name: string, text: string): string | undefined {
  const [first] = parseSync(name, text).errors;
  return first && `line ${lineOf(text, first.labels[0]?.start ?? 0)}: ${first.message}`;
}

/** The names that a module imports from, as they are written. */
export function importsOf(name: string, text: string): readonly string[] {
  return parseSync(name, text).module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
}
