import { dirname } from 'node:path/posix';
import { formatCount } from '../../format.ts';
import type { Look } from './look.ts';
import { type Command, type Proposal, type ProposedMeasure, toCommand } from './proposal.ts';

/** Modules in Go. */
export function proposeGo(look: Look): Proposal | undefined {
  if (!look.files.includes('go.mod')) return undefined;
  const benchmarks = look.files.filter((file) => file.endsWith('_test.go') && /^func Benchmark/m.test(look.read(file)));
  const packages = Map.groupBy(benchmarks, packageOf);
  return {
    found: `go.mod${packages.size > 0 ? `, benchmarks in ${formatCount(packages.size, 'package')}` : ''}`,
    prepare: ['go vet ./...'],
    checks: ['go build ./...'],
    test: 'go test -count=1 ./...',
    testFirst: (files) => testFirst(look, files),
    measures: [...packages].map(measureOf),
  };
}

const packageOf = (file: string) => (dirname(file) === '.' ? '.' : `./${dirname(file)}`);

const measureOf = ([path, sources]: readonly [string, readonly string[]]): ProposedMeasure => ({
  measure: { run: timed(path, 100), format: 'go-bench' },
  sources,
  timed: (milliseconds) => timed(path, milliseconds),
});

const timed = (path: string, milliseconds: number) =>
  toCommand(['go', 'test', '-run', '^$', '-bench', '.', '-benchtime', `${milliseconds}ms`, path]);

/** The tests of the packages of some files, where there are other packages with tests. */
function testFirst(look: Look, files: readonly string[]): Command | undefined {
  const tested = new Set(look.files.filter((file) => file.endsWith('_test.go')).map(packageOf));
  const own = [...new Set(files.map(packageOf))].filter((path) => tested.has(path));
  return own.length > 0 && own.length < tested.size ? toCommand(['go', 'test', '-count=1', ...own]) : undefined;
}
