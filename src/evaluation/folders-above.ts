import { dirname } from 'node:path';

/** The folders above a path, the outermost first; that where it begins is none of them: the root, or the current one. */
export function foldersAbove(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === '/' || folder === '.' ? [] : [...foldersAbove(folder), folder];
}
