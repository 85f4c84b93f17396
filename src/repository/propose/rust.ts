import type { MeasureFile } from '../schema.ts';
import type { Look } from './look.ts';
import { type Command, type Proposal, toCommand } from './proposal.ts';

/** Criterion's options for a measure that is repeated: its own defaults take 8 s for each benchmark. */
const quick = ['--noplot', '--warm-up-time', '0.5', '--measurement-time', '1'];

/** Projects with a Cargo.toml. */
export function proposeRust(look: Look): Proposal | undefined {
  if (!look.files.includes('Cargo.toml')) return undefined;
  const benches = benchesOf(look);
  const measures = benches.map(({ name, text }) => measureOf(name, text));
  return {
    found: `Cargo.toml${benches.length > 0 ? `, benches ${benches.map(({ name }) => name).join(', ')}` : ''}`,
    prepare: ['cargo test --no-run --quiet', ...measures.map(({ run }) => compileOnly(run))],
    checks: ['cargo test --no-run --quiet'],
    test: 'cargo test --quiet',
    testFirst: (files) => testFirst(look, files),
    measures,
  };
}

interface Bench {
  readonly name: string;
  readonly text: string;
}

/** The benches that run on a stable compiler: those of the unstable `test` crate do not. */
function benchesOf(look: Look): readonly Bench[] {
  const files = look.files.filter((file) => /^benches\/[^/]+(\/main)?\.rs$/.test(file));
  const all = files.map((file) => ({ name: file.split('/')[1]?.replace(/\.rs$/, '') ?? '', text: look.read(file) }));
  return all.filter(({ text }) => !/feature\(.*\btest\b/.test(text));
}

function measureOf(name: string, text: string): MeasureFile {
  const words = ['cargo', 'bench', '--quiet', '--bench', name];
  if (!/\bcriterion\b/.test(text)) return { run: toCommand(words) };
  return { run: toCommand([...words, '--', ...quick]), format: 'criterion' };
}

const compileOnly = (run: Command): Command => {
  const words = typeof run === 'string' ? run.split(' ') : run;
  const end = words.indexOf('--');
  return toCommand([...words.slice(0, end < 0 ? undefined : end), '--no-run']);
};

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
