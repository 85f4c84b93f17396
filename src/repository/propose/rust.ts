import type { Look } from './look.ts';
import { type Command, type Proposal, type ProposedMeasure, toCommand } from './proposal.ts';

/** Criterion's options for a measure that is repeated: by default it measures for 8 s, and draws 100 000 samples of what it measured. */
const quick = (milliseconds: number) => [
  ...['--noplot', '--warm-up-time', String(milliseconds / 4000), '--measurement-time', String(milliseconds / 1000)],
  ...['--sample-size', '20', '--nresamples', '2000'],
];

/** Projects with a Cargo.toml. */
export function proposeRust(look: Look): Proposal | undefined {
  if (!look.files.includes('Cargo.toml')) return undefined;
  const benches = benchesOf(look);
  return {
    found: `Cargo.toml${benches.length > 0 ? `, benches ${benches.map(({ name }) => name).join(', ')}` : ''}`,
    prepare: ['cargo test --no-run --quiet'],
    checks: ['cargo test --no-run --quiet'],
    test: 'cargo test --quiet',
    testFirst: (files) => testFirst(look, files),
    measures: benches.map((bench) => measureOf(look, bench)),
  };
}

interface Bench {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

/** The benches that run on a stable compiler: those of the unstable `test` crate do not. */
function benchesOf(look: Look): readonly Bench[] {
  const files = look.files.filter((file) => /^benches\/[^/]+(\/main)?\.rs$/.test(file));
  const all = files.map((file) => ({
    ...{ file, name: file.split('/')[1]?.replace(/\.rs$/, '') ?? '' },
    text: look.read(file),
  }));
  return all.filter(({ text }) => !/feature\(.*\btest\b/.test(text));
}

function measureOf(look: Look, { name, file, text }: Bench): ProposedMeasure {
  const run = `cargo bench --quiet --bench ${name}`;
  const known = { prepare: `${run} --no-run`, sources: [file] };
  if (!/\bcriterion\b/.test(text)) return { ...known, measure: { run } };
  const filter = filterOf(look, text);
  const timed = (milliseconds: number) => toCommand([...run.split(' '), '--', ...quick(milliseconds), ...filter]);
  return { ...known, measure: { run: timed(400), format: 'criterion' }, timed };
}

/** The crate's own benchmarks, by its name, where there are others beside them to compare it with: those do not change. */
function filterOf(look: Look, text: string): readonly string[] {
  const manifest = look.read('Cargo.toml');
  const own = /^\[package\][^[]*?^name\s*=\s*"([\w-]+)"/ms.exec(manifest)?.[1];
  const others = [...manifest.matchAll(/^([\w-]+)\s*=/gm)].map(([, name]) => name as string);
  const names = [...text.matchAll(/"([^"\n]+)"/g)].map(([, name]) => name as string);
  const isNamed = (crate: string) => names.some((name) => wordIn(name).includes(wordIn(crate)));
  const isCompared = others.some((crate) => crate !== own && rivals(text).has(wordIn(crate)) && isNamed(crate));
  return own !== undefined && isNamed(own) && (isCompared || isNamed('std::')) ? [own] : [];
}

const wordIn = (name: string) => name.replaceAll('-', '_');

/** The crates that a text uses. */
const rivals = (text: string) => new Set([...text.matchAll(/\b(\w+)::/g)].map(([, crate]) => crate as string));

/** The unit tests inside the modules of some files, where they have any. */
function testFirst(look: Look, files: readonly string[]): Command | undefined {
  const tested = files.filter((file) => /#\[cfg\(test\)\]/.test(look.read(file)));
  const [only, ...others] = tested.map(moduleOf);
  return only && others.length === 0 ? toCommand(['cargo', 'test', '--quiet', '--lib', `${only}::`]) : undefined;
}

/** `src/graph/path.rs` holds the module `graph::path`; that of the crate's root has no name. */
const moduleOf = (file: string) =>
  file
    .replace(/^src\//, '')
    .replace(/(^|\/)(mod|lib|main)\.rs$/, '')
    .replace(/\.rs$/, '')
    .replaceAll('/', '::');
