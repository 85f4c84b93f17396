/**
 * Makes `workers/realm/bundle.js`, the text that runs inside every realm, of the modules beside it: `npm run realm`.
 *
 * It is committed, so that a checkout and a package run it without a bundler and without waiting for one, and so that
 * every change of the code that shares a realm with candidates is there to review. A unit test fails when it is stale.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const folder = join(import.meta.dirname, 'workers/realm');
export const bundleFile = join(folder, 'bundle.js');

/** The modules as one script, which declares `realm`: the default export of `entry.ts`. */
export async function bundleRealm(): Promise<string> {
  const built = await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      lib: { entry: join(folder, 'entry.ts'), formats: ['iife'], name: 'realm' },
      rolldownOptions: { cwd: import.meta.dirname, output: { topLevelVar: false } },
    },
  });
  const [chunk] = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  if (chunk?.type !== 'chunk') throw new Error('Vite made no script of the realm');
  return `// Made by \`npm run realm\` of the modules in this folder: change those.\n${chunk.code}`;
}

if (import.meta.main) writeFileSync(bundleFile, await bundleRealm());
