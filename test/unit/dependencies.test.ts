import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Which folders a folder may import from, beside itself; `.` is a file directly in src. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'src/api': [],
  'src/syntax': ['src/api'],
  'src/patch': ['src/api', 'src/syntax', 'src/plain.ts'],
  'src/population': ['src/api', 'src/format.ts', 'src/plain.ts', 'src/random.ts'],
  'src/prompt': ['src/api', 'src/syntax', 'src/patch', 'src/format.ts'],
  'src/proposers': ['src/api', 'src/syntax', 'src/patch', 'src/prompt', 'src/random.ts'],
  'src/evaluation': ['src/api', 'src/syntax', 'workers'],
  'src/evolve': ['src/api', 'src/patch', 'src/population', 'src/proposers', 'src/random.ts'],
  'src/report': ['src/api', 'src/format.ts', 'src/plain.ts', 'src/evolve', 'src/population'],
  'src/bench': ['src/api', 'src/format.ts', 'src/population'],
  workers: ['src/api', 'src/evaluation/messages.ts', 'src/resolve-germline.ts'],
  evaluators: ['src/api'],
};

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const specifiers = [...text.matchAll(/^(?:import|export)[^;]*?from '(\.[^']+)'/gms)].map(
    ([, specifier]) => specifier,
  );
  return specifiers.map((specifier) => normalize(join(dirname(file), specifier as string)));
}

const within = (file: string, place: string) => file === place || file.startsWith(`${place}/`);

test('dependencies point one way: cli, compose, everything else, api', () => {
  const wrong = Object.entries(allowed).flatMap(([folder, others]) =>
    globSync(`${folder}/**/*.ts`, { cwd: root }).flatMap((file) =>
      importsOf(file)
        .filter((target) => ![folder, ...others].some((place) => within(target, place)))
        .map((target) => `${file} imports ${target}`),
    ),
  );
  expect(wrong).toEqual([]);
});

test('the test sees imports at all', () => {
  expect(importsOf('src/evolve/iterate.ts')).toContain('src/evolve/draw.ts');
});
