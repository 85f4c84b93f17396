import { createHash, hash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from './api/errors.ts';
import type { LoadedProblem } from './api/problem.ts';
import type { Files } from './api/program.ts';
import { type Imports, importsOf } from './language/module.ts';
import { resolveGermline } from './resolve-germline.ts';

/** The folder that this code is in: a checkout, or the compiled files of the package. */
const engine = fileURLToPath(new URL('..', import.meta.url));
/** The folder of the texts that people wrote, which the package ships beside the compiled files. */
const written = import.meta.url.endsWith('.js') ? dirname(engine) : engine;

export type Fingerprints = Pick<LoadedProblem, 'fingerprint' | 'formerFingerprint'>;

/** What decides about the scores of a problem. */
export interface Deciding {
  /** Absolute path of the problem's file. */
  readonly path: string;
  /** Absolute paths of other files whose texts decide. */
  readonly named: readonly string[];
  /** Files and folders that the evaluator reads, relative to the problem's folder. */
  readonly data: readonly string[];
  readonly initial: Files;
  /** The inputs of a specification, or the id of a repository's tree. */
  readonly more: string | undefined;
}

/**
 * Digest of all that decides about scores: the initial program, the problem's file, the files that it imports from its
 * folder or from germline, the files that its commands name, and its data. It is the same wherever the problem lies and
 * however germline is installed.
 *
 * @throws {UsageError} where data is missing.
 */
export async function fingerprintsOf({ path, named, data, initial, more }: Deciding): Promise<Fingerprints> {
  const folder = dirname(path);
  const rest = [Object.entries(initial), ...(more === undefined ? [] : [more])];
  const read = new Map<string, Source>();
  const textsBy = async (kind: keyof Imports, name: typeof nameOf) =>
    (await sourcesOf([path, ...named], kind, read)).map(({ file, text }) => [name(folder, file), text]).sort();
  const contents = await Promise.all(data.map((name) => digestsOf(folder, name)));
  const now = [await textsBy('values', nameOf), ...rest, ...(data.length === 0 ? [] : [contents.flat().sort()])];
  const fingerprint = hash('sha256', JSON.stringify(now), 'hex');
  const former = [await textsBy('statements', pathOf), ...rest];
  const formerFingerprint = hash('sha256', JSON.stringify(former), 'hex');
  return formerFingerprint === fingerprint ? { fingerprint } : { fingerprint, formerFingerprint };
}

/** Whether a recorded fingerprint, perhaps of an older version, is that of the problem. */
export function isFingerprintOf(recorded: string, problem: Fingerprints): boolean {
  return recorded === problem.fingerprint || recorded === problem.formerFingerprint;
}

/** Files of germline are named by what they are imported as, and others from the problem's folder. */
function nameOf(folder: string, file: string): string {
  const [top, ...below] = relative(engine, file).split(sep);
  return top === 'evaluators' || top === 'src' ? ['germline', top, ...below].join('/') : pathOf(folder, file);
}

/** In records of version 0.1, files of germline were named from the problem's folder, too. */
function pathOf(folder: string, file: string): string {
  return relative(folder, file).split(sep).join('/');
}

interface Source {
  readonly file: string;
  readonly text: string;
  readonly imports: Imports;
}

/** Files, and those that they import from their folders or from germline. What was `read` before is not read again. */
async function sourcesOf(
  files: readonly string[],
  kind: keyof Imports,
  read: Map<string, Source>,
): Promise<readonly Source[]> {
  const sources: Source[] = [];
  const queue = [...new Set(files.map(withSuffix))];
  for (const file of queue) {
    const source = read.get(file) ?? (await readSource(file));
    read.set(file, source);
    sources.push(source);
    const imported = source.imports[kind].flatMap((name) => fileOf(file, name)).map(withSuffix);
    queue.push(...imported.filter((other) => !queue.includes(other)));
  }
  return sources;
}

async function readSource(file: string): Promise<Source> {
  const text = await readFile(writtenAs(file), 'utf8').catch(() => '');
  return { file, text, imports: isModule(file) ? importsOf(file, text) : { values: [], statements: [] } };
}

/** The file that a person wrote, for a compiled file of the package. */
function writtenAs(file: string): string {
  const inside = relative(engine, file);
  if (written === engine || inside.startsWith('..')) return file;
  const source = join(written, inside.replace(/\.js$/, '.ts'));
  return existsSync(source) ? source : file;
}

/** The path of a file with the suffix that it was written with. */
function withSuffix(file: string): string {
  return file.slice(0, file.length - extname(file).length) + extname(writtenAs(file));
}

const isModule = (file: string) => /\.[jt]s$/.test(file);

/** The file of the problem or of germline that a module imports by this name. */
function fileOf(importer: string, name: string): readonly string[] {
  if (name.startsWith('.')) return [resolve(dirname(importer), name)];
  const own = name === 'germline' ? undefined : resolveGermline(name); // the engine's own types are not the problem
  return own ? [fileURLToPath(own)] : [];
}

type Digest = readonly [name: string, digest: string];

/** Digests of the contents of a file, or of all files of a folder. */
async function digestsOf(folder: string, name: string): Promise<readonly Digest[]> {
  const found = await stat(join(folder, name)).catch((cause: unknown) => {
    throw new UsageError(`The problem in ${folder} names ${name} as its data, which is not there.`, { cause });
  });
  if (!found.isDirectory()) return [await digestOf(folder, name)];
  const all = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
  const files = all.filter((one) => one.isFile()).map((one) => relative(folder, join(one.parentPath, one.name)));
  return await Promise.all(files.map((file) => digestOf(folder, file.split(sep).join('/'))));
}

async function digestOf(folder: string, name: string): Promise<Digest> {
  const digest = createHash('sha256');
  for await (const part of createReadStream(join(folder, name))) digest.update(part);
  return [name, digest.digest('hex')];
}
