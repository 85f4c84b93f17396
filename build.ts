/**
 * Makes `dist`, what `npm pack` ships: Node strips no types below node_modules, so a package needs compiled files.
 * Initial programs and the template stay TypeScript: they are texts to the engine.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { grammars } from './src/language/tree-sitter/grammars.ts';
import { buildPage } from './src/ui/build-page.ts';

const out = 'dist';
rmSync(out, { recursive: true, force: true });
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
const texts = [
  'src/cli/germline.js',
  'workers/realm/bundle.js',
  'workers/python/**/*.py',
  'evaluators/data/*.json',
  'problems/*/initial.ts',
  'problems/**/*.{md,svg,yaml,json,jsonl,py,c,cpp,cu,rs,go}',
  'problems/_template/*/*',
  'populations/sample.bundle',
];
for (const file of globSync(texts)) {
  mkdirSync(dirname(join(out, file)), { recursive: true });
  cpSync(file, join(out, file));
}
// Without the name, `germline` means the whole package in here too, and not this folder.
const { version, type } = JSON.parse(readFileSync('package.json', 'utf8'));
writeFileSync(join(out, 'package.json'), `${JSON.stringify({ version, type })}\n`);
for (const compiled of globSync(`${out}/problems/*/initial.js`)) rmSync(compiled);

const grammarFolder = join(out, 'src/language/tree-sitter/grammars');
for (const name of new Set(grammars.map(({ grammar }) => `tree-sitter-${grammar}`))) {
  cpSync(`node_modules/${name}/${name}.wasm`, join(grammarFolder, `${name}.wasm`));
  cpSync(`node_modules/${name}/LICENSE`, join(grammarFolder, `${name}.LICENSE`));
}

const page = join(out, 'src/ui/built-page');
mkdirSync(page);
for (const [name, body] of await buildPage()) writeFileSync(join(page, name), body);
