import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** One file of the page. */
interface PageFile {
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** The files of the page, by path of the address. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A package has the built page beside the compiled server; a checkout builds it each time, in memory. */
export async function readPage(): Promise<PageFiles> {
  const built = join(import.meta.dirname, '../built-page');
  if (existsSync(built)) return await readBuilt(built);
  const { buildPage } = await import('../build-page.ts');
  return new Map([...(await buildPage())].map(([name, body]) => [`/${name}`, { type: typeOf(name), body }]));
}

async function readBuilt(folder: string): Promise<PageFiles> {
  const names = await readdir(folder);
  const read = async (name: string) =>
    [`/${name}`, { type: typeOf(name), body: await readFile(join(folder, name)) }] as const;
  return new Map(await Promise.all(names.map(read)));
}

function typeOf(name: string): string {
  return types[extname(name)] ?? 'application/octet-stream';
}
