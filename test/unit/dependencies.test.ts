import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Which folders a folder may import from, beside itself; `.` is a file directly in src. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'src/api': [],
  'src/language': ['src/api'],
  'src/change': ['src/api', 'src/language', 'src/plain.ts'],
  'src/population': ['src/api', 'src/random.ts'],
  'src/record': ['src/api', 'src/population', 'src/format.ts', 'src/plain.ts'],
  'src/memory': ['src/api', 'src/format.ts'],
  'src/models': ['src/api', 'src/language', 'src/format.ts'],
  'src/proposers': ['src/api', 'src/change', 'src/language', 'src/models', 'src/format.ts', 'src/random.ts'],
  'src/evaluation': ['src/api', 'src/language', 'workers'],
  'src/run': ['src/api', 'src/change', 'src/memory', 'src/models', 'src/population', 'src/proposers', 'src/random.ts'],
  'src/schedule': ['src/api', 'src/run', 'src/models'],
  'src/report': ['src/api', 'src/format.ts', 'src/plain.ts', 'src/run', 'src/population', 'src/record'],
  'src/bench': ['src/api', 'src/format.ts', 'src/population', 'src/record'],
  'src/ui': ['src/api', 'src/format.ts', 'src/plain.ts', 'src/population', 'src/record', 'src/report'],
  workers: ['src/api', 'src/resolve-germline.ts'],
  evaluators: ['src/api', 'src/evaluation/jail'],
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
    globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }).flatMap((file) =>
      importsOf(file)
        .filter((target) => ![folder, ...others].some((place) => within(target, place)))
        .map((target) => `${file} imports ${target}`),
    ),
  );
  expect(wrong).toEqual([]);
});

test('the test sees imports at all', () => {
  expect(importsOf('src/run/iterate.ts')).toContain('src/run/propose.ts');
});
