import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { EnvironmentError } from '../api/errors.ts';
import type { Files } from '../api/program.ts';
import { withStreams } from '../with-streams.ts';
import { gitEnvironment } from './git.ts';

interface Waiting {
  readonly resolve: (content: Buffer | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** One long-lived `git cat-file --batch-command`; any number of reads may be under way. */
export class CatFile {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exited: Promise<unknown>;
  readonly #waiting: Waiting[] = [];
  #chunks: Buffer[] = [];
  #length = 0;
  /** Length of the body that is being read, its closing newline included. */
  #body: number | undefined;
  #failure: EnvironmentError | undefined;
  #complaint = '';

  constructor(path: string) {
    this.#child = withStreams(
      spawn('git', ['-C', path, 'cat-file', '--batch-command'], { env: gitEnvironment(), detached: true }),
    );
    // A broken pipe also shows as the child's exit; by then its stderr has been read.
    this.#child.stdin.on('error', () => {});
    this.#child.on('error', (error) => this.#fail(error)).on('close', () => this.#fail(undefined));
    this.#exited = once(this.#child, 'close').catch(() => {});
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-2000);
    });
    this.#child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  /** Content of an object, by any name that git resolves; undefined if it does not exist. */
  async contents(name: string): Promise<Buffer | undefined> {
    if (this.#failure) throw this.#failure;
    const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
    this.#waiting.push({ resolve, reject });
    this.#child.stdin.write(`contents ${name}\n`);
    return await promise;
  }

  /** Content of an object that must exist. */
  async required(name: string): Promise<Buffer> {
    const content = await this.contents(name);
    if (content) return content;
    throw new EnvironmentError(`The object ${name} is missing from the population; "git fsck" says more.`);
  }

  /** All files below a tree, as text. */
  async files(tree: string, folder = ''): Promise<Files> {
    const parts = treeEntries(await this.required(tree)).map(async ({ name, id, isTree }): Promise<Files> => {
      if (isTree) return await this.files(id, `${folder}${name}/`);
      return { [`${folder}${name}`]: (await this.required(id)).toString('utf8') };
    });
    return Object.assign({}, ...(await Promise.all(parts)));
  }

  /** Ends the child after its last answer. */
  async close(): Promise<void> {
    this.#child.stdin.end();
    await this.#exited;
    this.#failure ??= new EnvironmentError('This population was closed.');
  }

  #read(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#body === undefined ? this.#header() : this.#content(this.#body));
  }

  /** Reads a line such as `ID blob 123`, or `NAME missing`; false until a whole line has arrived. */
  #header(): boolean {
    const text = this.#joined();
    const end = text.indexOf('\n');
    if (end < 0) return false;
    const size = /^\S+ \S+ (\d+)$/.exec(text.toString('utf8', 0, end))?.[1];
    this.#drop(end + 1);
    if (size === undefined) this.#waiting.shift()?.resolve(undefined);
    else this.#body = Number(size) + 1;
    return true;
  }

  #content(length: number): boolean {
    if (this.#length < length) return false;
    const content = Buffer.from(this.#joined().subarray(0, length - 1));
    this.#drop(length);
    this.#body = undefined;
    this.#waiting.shift()?.resolve(content);
    return true;
  }

  #joined(): Buffer {
    const [first, ...rest] = this.#chunks;
    const joined = first && rest.length === 0 ? first : Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }

  #drop(length: number): void {
    this.#chunks = [this.#joined().subarray(length)];
    this.#length -= length;
  }

  #fail(cause: Error | undefined): void {
    const said = this.#complaint.trim();
    this.#failure ??= new EnvironmentError(
      `git cat-file, which reads the record, ended unexpectedly${said ? `: ${said}` : '.'} "git fsck" says more.`,
      { cause },
    );
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}

/** Files in the order of the names; git sorts them, and the first one is the entry. */
export function filesInOrder(files: Files, names: readonly string[]): Files {
  const known = names.filter((name) => Object.hasOwn(files, name));
  return Object.fromEntries([...known, ...Object.keys(files)].map((name) => [name, files[name] as string]));
}

/** The entries of a raw tree object: `MODE NAME\0` and a 20-byte id each. */
function treeEntries(tree: Buffer) {
  const entries: { name: string; id: string; isTree: boolean }[] = [];
  for (let at = 0; at < tree.length; ) {
    const space = tree.indexOf(0x20, at);
    const zero = tree.indexOf(0, space);
    const isTree = tree.toString('latin1', at, space) === '40000';
    const name = tree.toString('utf8', space + 1, zero);
    entries.push({ name, isTree, id: tree.toString('hex', zero + 1, zero + 21) });
    at = zero + 21;
  }
  return entries;
}
