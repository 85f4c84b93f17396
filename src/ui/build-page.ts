import { join } from 'node:path';
import { build } from 'vite';

/** Builds the page with Vite, in memory. Returns its files by name. */
export async function buildPage(): Promise<ReadonlyMap<string, string | Uint8Array<ArrayBuffer>>> {
  const built = await build({
    configFile: false,
    root: join(import.meta.dirname, 'page'),
    logLevel: 'error',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { write: false, assetsDir: '', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  });
  const outputs = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  return new Map(
    outputs.map((file) => {
      const body = file.type === 'chunk' ? file.code : file.source;
      return [file.fileName, typeof body === 'string' ? body : new Uint8Array(body)];
    }),
  );
}
