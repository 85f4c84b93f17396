import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { anySign } from '../text.ts';
import { texts } from '../texts.ts';
import type { Grammar } from './grammar.ts';
import { guessRoles } from './guess-roles.ts';

/** A grammar that is installed, and the path of its `.wasm`. */
export interface InstalledGrammar {
  readonly about: Grammar;
  readonly path: string;
}

const manifest = z.object({
  grammars: z.array(z.object({ name: z.string(), 'file-types': z.array(z.string()).default([]) })),
});

/** The grammars in the node_modules of a folder and of those around it, the nearest first. */
export function grammarsIn(folder: string): readonly InstalledGrammar[] {
  return foldersAround(resolve(folder)).flatMap((around) =>
    globSync('node_modules/tree-sitter-*/tree-sitter.json', { cwd: around })
      .sort()
      .flatMap((file) => grammarsOf(join(around, file))),
  );
}

function foldersAround(folder: string): readonly string[] {
  const outer = dirname(folder);
  return outer === folder ? [folder] : [folder, ...foldersAround(outer)];
}

function grammarsOf(file: string): readonly InstalledGrammar[] {
  const read = manifest.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return (read.data?.grammars ?? []).flatMap(({ name, 'file-types': types }) => {
    const path = join(dirname(file), `tree-sitter-${name}.wasm`);
    return existsSync(path) ? [{ path, about: grammarOf(name, types) }] : [];
  });
}

/** What is known of a grammar by its name; the roles of its nodes are guessed from theirs. */
function grammarOf(name: string, types: readonly string[]): Grammar {
  const known = texts.find(({ id }) => id === name);
  return {
    id: name,
    name: known?.name ?? name,
    grammar: name,
    suffixes: [...types.map((type) => `.${type}`), ...(known?.suffixes ?? [])],
    fences: known?.fences ?? [name, ...types],
    comments: known?.comments ?? anySign,
    rules: [],
    roles: guessRoles,
  };
}
