import { basename } from 'node:path/posix';

/** The name of a file without its folder and its ending. */
export const stemOf = (path: string) => basename(path).replace(/\.\w+$/, '');

/** The word by which others call a function: the name of its file for a default export. */
export function wordOf(name: string, path: string): string {
  const last = name.split('.').at(-1) as string;
  return last === 'default' ? stemOf(path) : last;
}
