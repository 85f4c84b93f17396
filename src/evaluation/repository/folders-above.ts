import { dirname } from 'node:path';

/** The folders above a relative path, the outermost first. */
export function foldersAbove(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === '.' ? [] : [...foldersAbove(folder), folder];
}
