import type { Look } from './look.ts';
import { type Command, type Proposal, type ProposedMeasure, toCommand } from './proposal.ts';

/** Criterion's options for a measure that is repeated: by default it measures for 8 s, and draws 100 000 samples of what it measured. */
const quick = (milliseconds: number) => [
  ...['--noplot', '--warm-up-time', String(milliseconds / 4000), '--measurement-time', String(milliseconds / 1000)],
  ...['--sample-size', '20', '--nresamples', '2000'],
];

/** Projects with a Cargo.toml: a crate, or a workspace of several. */
export function proposeRust(look: Look): Proposal | undefined {
  if (!look.files.includes('Cargo.toml')) return undefined;
  const crates = cratesOf(look);
  const benches = crates.flatMap((crate) => benchesOf(look, crate));
  return {
    found: `Cargo.toml${benches.length > 0 ? `, benches ${benches.map(({ name }) => name).join(', ')}` : ''}`,
    prepare: ['cargo test --no-run --quiet'],
    checks: ['cargo test --no-run --quiet'],
    test: 'cargo test --quiet',
    testFirst: (files) => testFirst(look, crates, files),
    measures: benches.map(measureOf),
  };
}

/** A crate of the folder or, in a workspace, of a folder below it. */
interface Crate {
  /** With a slash at the end; empty: the folder itself. */
  readonly folder: string;
  readonly manifest: string;
  readonly name: string | undefined;
  /** The words that choose it among those of a workspace. */
  readonly chosen: readonly string[];
}

function cratesOf(look: Look): readonly Crate[] {
  const files = look.files.filter((file) => /(^|\/)Cargo\.toml$/.test(file));
  return files.map((file) => {
    const [folder, manifest] = [file.slice(0, -'Cargo.toml'.length), look.read(file)];
    const name = /^\[package\][^[]*?^name\s*=\s*"([\w-]+)"/ms.exec(manifest)?.[1];
    return { folder, manifest, name, chosen: folder === '' || name === undefined ? [] : ['-p', name] };
  });
}

interface Bench {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly crate: Crate;
}

/** The benches that run on a stable compiler: those of the unstable `test` crate do not. */
function benchesOf(look: Look, crate: Crate): readonly Bench[] {
  const below = look.files.filter((file) => file.startsWith(`${crate.folder}benches/`));
  const all = below.flatMap((file) => {
    const [, name] = /^benches\/([^/]+?)(?:\/main)?\.rs$/.exec(file.slice(crate.folder.length)) ?? [];
    return name === undefined ? [] : [{ name, file, crate, text: look.read(file) }];
  });
  return all.filter(({ text }) => !/feature\(.*\btest\b/.test(text));
}

function measureOf({ name, file, text, crate }: Bench): ProposedMeasure {
  const words = ['cargo', 'bench', '--quiet', ...crate.chosen, '--bench', name];
  const known = { prepare: toCommand([...words, '--no-run']), sources: [file] };
  if (!/\bcriterion\b/.test(text)) return { ...known, measure: { run: toCommand(words) } };
  const filter = filterOf(crate, text);
  const timed = (milliseconds: number) => toCommand([...words, '--', ...quick(milliseconds), ...filter]);
  return { ...known, measure: { run: timed(400), format: 'criterion' }, timed };
}

/** The crate's own benchmarks, by its name, where there are others beside them to compare it with: those do not change. */
function filterOf({ name: own, manifest }: Crate, text: string): readonly string[] {
  const used = new Set([...text.matchAll(/\b(\w+)::/g)].map(([, crate]) => crate as string));
  const others = [...manifest.matchAll(/^([\w-]+)\s*=/gm)].map(([, crate]) => crate as string);
  const names = [...text.matchAll(/"([^"\n]+)"/g)].map(([, name]) => wordIn(name as string));
  const isNamed = (crate: string) => names.some((name) => name.includes(wordIn(crate)));
  const isCompared = others.some((crate) => crate !== own && used.has(wordIn(crate)) && isNamed(crate));
  return own !== undefined && isNamed(own) && (isCompared || isNamed('std::')) ? [own] : [];
}

const wordIn = (name: string) => name.replaceAll('-', '_');

/** The tests of the crate of some files in a workspace, and those inside the module of a file that has any. */
function testFirst(look: Look, crates: readonly Crate[], files: readonly string[]): Command | undefined {
  const touched = new Set(files.map((file) => crateOf(crates, file)));
  const [crate, ...more] = touched;
  if (crate === undefined || more.length > 0) return undefined;
  const modules = files.filter((file) => /#\[cfg\(test\)\]/.test(look.read(file))).map((file) => moduleOf(crate, file));
  const inside = modules.length === 1 && modules[0] ? ['--lib', `${modules[0]}::`] : [];
  const words = [...crate.chosen, ...inside];
  return words.length > 0 ? toCommand(['cargo', 'test', '--quiet', ...words]) : undefined;
}

/** The innermost crate that a file is in. */
const crateOf = (crates: readonly Crate[], file: string) =>
  crates.filter(({ folder }) => file.startsWith(folder)).toSorted((a, b) => b.folder.length - a.folder.length)[0];

/** `src/graph/path.rs` holds the module `graph::path`; that of the crate's root has no name, nor has a file outside of `src`. */
function moduleOf({ folder }: Crate, file: string): string {
  const [, path = ''] = file.slice(folder.length).split(/^src\//);
  return path
    .replace(/(^|\/)(mod|lib|main)\.rs$/, '')
    .replace(/\.rs$/, '')
    .replaceAll('/', '::');
}
