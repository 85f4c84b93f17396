import type { Files } from '../api/program.ts';
import { callGit } from './git.ts';

/** Largest program of others that is read, in bytes. */
const largest = 1 << 20;

interface Listed {
  readonly name: string;
  readonly id: string;
  readonly size: number;
}

/**
 * The files of these names in a commit, in this order. Undefined where one is missing, is no plain file or no text, or where
 * they are too large together. Sizes are looked at first; other files of the commit are not.
 */
export async function readFiles(
  folder: string,
  commit: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Files | undefined> {
  const { output } = await callGit(folder, ['ls-tree', '-z', '--long', '--full-tree', commit, '--', ...names], {
    signal,
  });
  const found = new Map(plainFiles(output.toString()).map((file) => [file.name, file]));
  const files = names.flatMap((name) => found.get(name) ?? []);
  if (files.length !== names.length || files.reduce((sum, { size }) => sum + size, 0) > largest) return undefined;
  const texts: [string, string][] = [];
  for (const { name, id, size } of files) {
    const read = await callGit(folder, ['cat-file', 'blob', id], { most: size + 1, signal });
    const text = textOf(read.output);
    if (read.fault !== undefined || text === undefined) return undefined;
    texts.push([name, text]);
  }
  return Object.fromEntries(texts);
}

/** The plain files of a listing; links, folders and submodules are left out. */
function plainFiles(listing: string): readonly Listed[] {
  return listing.split('\0').flatMap((line) => {
    const [, id, size, name] = /^100(?:644|755) blob ([0-9a-f]{40}) +(\d+)\t(.+)$/s.exec(line) ?? [];
    return id && name ? [{ name, id, size: Number(size) }] : [];
  });
}

function textOf(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
