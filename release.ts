/**
 * Checks a version and publishes it: npm run release -- [--dry-run]
 * With --dry-run it does all but publish. What was made stays in `release`: the package, and the list of what it is made of.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const out = 'release';
const isDry = process.argv.includes('--dry-run');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
/** Absolute: npm takes a relative path of two words for a repository on GitHub. */
const tarball = resolve(out, `germline-${version}.tgz`);

/** Runs a command and returns what it prints. */
function read(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 28 });
}

/** Runs a command, which prints what goes wrong itself. */
function show(program: string, ...args: readonly string[]): void {
  run(program, args);
}

function run(program: string, args: readonly string[], cwd = '.'): void {
  const { status, signal, error } = spawnSync(program, args, { cwd, stdio: 'inherit' });
  if (status !== 0)
    refuse(`${program} ${args.join(' ')} ended with ${error?.message ?? signal ?? `exit code ${status}`}.`);
}

function refuse(why: string): never {
  console.error(`No release: ${why}`);
  process.exit(1);
}

function step(says: string, work: () => void): void {
  console.log(`\n${says}`);
  work();
}

step('The tree is clean, and the version is new and in the change log', () => {
  if (read('git', 'status', '--porcelain') !== '') refuse('the tree has changes; commit them.');
  if (read('git', 'tag', '--list', `v${version}`) !== '') refuse(`v${version} is there already; raise the version.`);
  if (!readFileSync('CHANGELOG.md', 'utf8').includes(`\n## ${version}`))
    refuse(`CHANGELOG.md has no part "## ${version}".`);
});
step('The lock file holds what package.json asks for, and no address', () => {
  show('npm', 'ci', '--dry-run', '--ignore-scripts', '--silent');
  if (readFileSync('package-lock.json', 'utf8').includes('"resolved"')) refuse('package-lock.json names addresses.');
});
step('No known fault in what users install', () => {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
  const { metadata, error, message = error?.summary } = JSON.parse(stdout || '{}');
  const faults = metadata?.vulnerabilities.total;
  if (faults > 0) refuse(`npm audit names ${faults} faults.`);
  if (faults === undefined && !isDry) refuse(`the registry answers no audits: ${message}`);
  if (faults === undefined) console.log(`Not checked: the registry answers no audits: ${message}`);
});
step('All checks', () => show('npm', 'run', 'check'));
step('The package, and what it is made of', () => {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  show('npm', 'pack', '--silent', '--ignore-scripts=false', '--pack-destination', out);
  const sbom = read('npm', 'sbom', '--omit=dev', '--sbom-format=spdx');
  writeFileSync(join(out, `germline-${version}.spdx.json`), sbom);
});
step('It runs where it is installed', () => {
  const folder = join(out, 'installed');
  mkdirSync(folder);
  show('npm', 'install', '--prefix', folder, '--no-save', tarball);
  // In a folder of its own: in this one it would find the populations of the checkout.
  const germline = (...args: readonly string[]) => run(resolve(folder, 'node_modules/.bin/germline'), args, folder);
  germline('best', 'sample');
  germline('run', 'circle-packing-26', '--attempts', '5');
  rmSync(folder, { recursive: true });
});
if (isDry) console.log(`\n${out} holds germline ${version}; nothing was published.`);
else {
  // Provenance: the registry signs which commit and which workflow made the package, so this runs in CI.
  step('Publishing', () => show('npm', 'publish', '--provenance', '--access=public', tarball));
  show('git', 'tag', `v${version}`);
}
