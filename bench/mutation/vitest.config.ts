import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

/** Beginnings of the names of tests that mutants are tried with; fewer of them are sooner done. */
const usual = 'population,change,state,run,evolve,lockstep,replay,iterate,duties,trials,first-stage,memory';
const { TESTS = usual } = process.env;

const { projects: _, ...test } = base.test ?? {};

/** Tests of what is mutated that need no processes of their own, as one project. */
export default defineConfig({
  ...base,
  test: {
    ...test,
    include: TESTS.split(',').map((name) => `test/{unit,properties,contracts}/${name}*.test.ts`),
    isolate: false,
  },
});
