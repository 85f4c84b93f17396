import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EnvironmentError } from '../../api/errors.ts';

/** Path of a grammar that comes with germline: a file of the package, or in a checkout one of node_modules. */
export function findGrammar(name: string): string {
  const file = `tree-sitter-${name}.wasm`;
  const built = fileURLToPath(new URL(`./grammars/${file}`, import.meta.url));
  return existsSync(built) ? built : join(packageFolder(`tree-sitter-${name}`), file);
}

function packageFolder(name: string): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch (cause) {
    throw new EnvironmentError(`The grammar ${name} is not installed: run npm ci.`, { cause });
  }
}
