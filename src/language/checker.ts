import type { Files } from '../api/program.ts';
import { isScript } from './index.ts';
import { openTypeChecker, type TypeChecker } from './javascript/type-check.ts';

/** Finds mistakes that a parser does not see. */
export type Checker = TypeChecker;

/** Checks the types of JavaScript and TypeScript; other languages are checked by their compilers before they run. */
export function openChecker(): Checker {
  const types = openTypeChecker();
  return {
    async faults(parent, child) {
      const scripts = scriptsIn(child);
      return Object.keys(scripts).length > 0 ? await types.faults(scriptsIn(parent), scripts) : undefined;
    },
    close: () => types.close(),
  };
}

function scriptsIn(files: Files): Files {
  return Object.fromEntries(Object.entries(files).filter(([name]) => isScript(name)));
}
