import type { Look } from './look.ts';
import { stemOf } from './names.ts';
import type { Proposal } from './proposal.ts';

/** Projects with a Makefile that has a target for tests. */
export function proposeMake(look: Look): Proposal | undefined {
  const name = ['Makefile', 'makefile', 'GNUmakefile'].find((file) => look.files.includes(file));
  if (name === undefined) return undefined;
  const targets = [...look.read(name).matchAll(/^(\w[\w.-]*)\s*:(?!=)/gm)].map(([, target]) => target as string);
  const [test] = ['test', 'tests', 'check'].filter((target) => targets.includes(target));
  const benches = targets.filter((target) => /^(bench|perf)/.test(target));
  const isBuilt = targets.includes('all');
  return {
    found: `${name} with the targets ${targets.slice(0, 8).join(', ')}`,
    ...(isBuilt && { prepare: ['make -s all'], checks: ['make -s all'] }),
    ...(test && { test: `make -s ${test}` }),
    measures: benches.map((target) => ({ measure: { run: `make -s ${target}` }, sources: [] })),
  };
}

/** Projects built by CMake. */
export function proposeCmake(look: Look): Proposal | undefined {
  if (!look.files.includes('CMakeLists.txt')) return undefined;
  const texts = look.files.filter((file) => /(^|\/)CMakeLists\.txt$/.test(file)).map((file) => look.read(file));
  const programs = texts.flatMap((text) =>
    [...text.matchAll(/add_executable\s*\(\s*([\w.-]+)/g)].map(([, name]) => name as string),
  );
  const hasTests = texts.some((text) =>
    /\b(add_test|enable_testing|gtest_discover_tests|include\s*\(\s*CTest)\b/.test(text),
  );
  const folder = 'build-germline';
  return {
    found: `CMakeLists.txt${hasTests ? ' with tests for ctest' : ''}`,
    prepare: [`cmake -S . -B ${folder} -DCMAKE_BUILD_TYPE=Release`, `cmake --build ${folder} -j2`],
    checks: [`cmake --build ${folder}`],
    ...(hasTests && { test: `ctest --test-dir ${folder} --output-on-failure` }),
    measures: programs
      .filter((name) => /bench|perf/i.test(name))
      .map((name) => ({ measure: { run: `${folder}/${name}` }, sources: sourcesOf(look, name) })),
  };
}

/** Files that have the name of a program. */
const sourcesOf = (look: Look, program: string) => look.files.filter((file) => stemOf(file) === program);
