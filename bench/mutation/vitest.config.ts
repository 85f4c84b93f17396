import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

/** Beginnings of the names of unit tests that mutants are tried with; fewer of them are sooner done. */
const usual = 'population,patch,run,evolve,lockstep,replay,iterate,duties,trials,first-stage,memory';
const { TESTS = usual } = process.env;

const { projects: _, ...test } = base.test ?? {};

/** Fast tests of what is mutated, as one project. */
export default defineConfig({
  ...base,
  test: {
    ...test,
    include: ['test/properties/*.test.ts', ...TESTS.split(',').map((name) => `test/unit/${name}*.test.ts`)],
    isolate: false,
  },
});
