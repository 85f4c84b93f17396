import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveGermline } from '../resolve-germline.ts';

/**
 * Writes a tsconfig.json, with which editors and `tsc` find germline's types from a problem in TypeScript anywhere on the
 * disk. A folder below one that has such a file already is left alone.
 */
export async function writeEditorTypes(folder: string): Promise<void> {
  if (isConfigured(folder)) return;
  await writeFile(join(folder, 'tsconfig.json'), `${JSON.stringify(configFor(folder), null, 2)}\n`);
}

function isConfigured(folder: string): boolean {
  return existsSync(join(folder, 'tsconfig.json')) || (dirname(folder) !== folder && isConfigured(dirname(folder)));
}

/** A problem is a module, whatever the nearest package.json says. */
const asModules = { module: 'preserve', moduleResolution: 'bundler' };

function configFor(folder: string): object {
  const index = fileURLToPath(resolveGermline('germline')!);
  const root = relative(folder, join(dirname(index), '..')).replaceAll('\\', '/');
  return index.endsWith('.ts') ? checkoutConfig(root) : packageConfig(root);
}

/** In a checkout the types are the sources themselves, which use those of Node. */
const checkoutConfig = (root: string) => ({
  extends: `${root}/tsconfig.json`,
  compilerOptions: { ...asModules, typeRoots: [`${root}/node_modules/@types`] },
  ...{ include: ['*.ts'], exclude: [] },
});

const packageConfig = (root: string) => ({
  compilerOptions: {
    ...{ ...asModules, target: 'esnext', lib: ['esnext'], types: [] },
    ...{ strict: true, noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true },
    paths: {
      germline: [`${root}/src/index.d.ts`],
      'germline/kit/*': [`${root}/evaluators/kit/*.d.ts`],
      'germline/evaluators/*': [`${root}/evaluators/*.d.ts`],
    },
  },
  include: ['*.ts'],
});
