import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The name of a module after `import` or `from`, at the beginning of a line. */
const imported = /^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import|import[ \t]+([\w.]+(?:[ \t]*,[ \t]*[\w.]+)*))/gm;

/** Files of a folder that a text in Python imports, and those that these import. Packages in folders are not among them. */
export async function localModules(folder: string, text: string): Promise<readonly string[]> {
  const found = new Set<string>();
  const queue = [text];
  for (const one of queue) {
    for (const file of filesOf(folder, one).filter((name) => !found.has(name))) {
      found.add(file);
      queue.push(await readFile(join(folder, file), 'utf8'));
    }
  }
  return [...found];
}

function filesOf(folder: string, text: string): readonly string[] {
  const names = [...text.matchAll(imported)].flatMap(([, from, list]) => from ?? list!.split(/[ \t]*,[ \t]*/));
  return names.map((name) => `${name.split('.')[0]}.py`).filter((file) => existsSync(join(folder, file)));
}
