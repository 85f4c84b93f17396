import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blocksOf } from '../fixtures/document.ts';

/** The transcript of a newcomer, made by bench/newcomer.ts, holds what the README says today. */

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const page = readFileSync(join(root, 'docs/newcomer.md'), 'utf8');
const commands = [...page.matchAll(/^\$ (.*?)(?: {2,}.*)?$/gm)].map(([, command]) => command!);

test('a newcomer types the commands of the README, with a name of their own', () => {
  const asInReadme = commands
    .filter((command) => !command.startsWith('git clone '))
    .map((command) => command.replace(/^apt update && apt install -y/, 'apt install'))
    .map((command) => command.replace('./parcels', './jobs').replace('parcels-1', 'online-bin-packing-1'));
  expect(asInReadme.length).toBeGreaterThan(6);
  for (const command of asInReadme) expect(readme).toContain(command);
});

test("a newcomer's files are those that were run", () => {
  const folder = join(root, 'bench/newcomer/parcels');
  const shown = blocksOf('docs/newcomer.md').map(({ path, text }) => [path, text]);
  const kept = readdirSync(folder).map((name) => [`parcels/${name}`, readFileSync(join(folder, name), 'utf8')]);
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(kept));
});
