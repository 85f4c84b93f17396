import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { API, type Diagnostic, type Project, type Snapshot } from 'typescript/unstable/async';
import type { Files } from '../../api/program.ts';
import { lineOf } from '../markers.ts';

/** Finds type errors, in a process of its own. */
export interface TypeChecker {
  /** Type errors that a child has and its parent has not, in words; undefined where there are none. */
  faults(parent: Files, child: Files): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Lenient, as candidates run without types: an error that is reported would be a mistake in JavaScript too. */
const compilerOptions = {
  ...{ strict: false, noEmit: true, target: 'esnext', lib: ['esnext'], types: [], skipLibCheck: true },
  // Reads the program's own files only, whatever they import.
  ...{ module: 'esnext', moduleResolution: 'bundler', allowImportingTsExtensions: true, noResolve: true },
};

/** Most errors in one message. */
const most = 5;
/** Milliseconds after which a program passes unchecked: some types never finish checking. */
const patience = 10_000;

/** Starts the compiler at the first check, which takes 100 ms; later ones take 2 ms. */
export function openTypeChecker(milliseconds = patience): TypeChecker {
  let compiler: Compiler | undefined;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();
  const ask = async (parent: Files, child: Files) => {
    if (closed) return undefined; // attempts of a run that failed may still ask
    compiler ??= new Compiler();
    const known = new Set((await compiler.check(parent)).map(textOf));
    const found = (await compiler.check(child)).filter((fault) => !known.has(textOf(fault)));
    return found.length === 0
      ? undefined
      : found
          .slice(0, most)
          .map((fault) => describe(fault, child))
          .join('\n');
  };
  const drop = async () => {
    const dropped = compiler;
    compiler = undefined;
    await dropped?.close();
  };
  return {
    async faults(parent, child) {
      const answer = last.then(() => withinTime(milliseconds, ask(parent, child), drop));
      last = answer;
      return await answer;
    },
    async close() {
      closed = true;
      await drop();
    },
  };
}

/** The result, or undefined where the compiler takes too long or crashes; the next check then starts a new one. */
async function withinTime<T>(
  milliseconds: number,
  asked: Promise<T>,
  drop: () => Promise<void>,
): Promise<T | undefined> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('the compiler took too long')), milliseconds);
  try {
    return await Promise.race([asked, late.promise]);
  } catch {
    await drop();
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * One compiler process that checks one program after the other, in a folder of its own. Reading from memory instead would
 * need calls back, and a compiler that waits for their answer outlives a germline that was killed.
 */
class Compiler {
  readonly #folder = mkdtempSync(join(tmpdir(), 'germline-types-'));
  readonly #api = new API({ cwd: this.#folder });
  #snapshot: Snapshot | undefined;

  async check(program: Files): Promise<readonly Diagnostic[]> {
    const names = Object.keys(program);
    const config = join(this.#folder, 'tsconfig.json');
    writeFileSync(config, JSON.stringify({ compilerOptions, files: names }));
    const paths = names.map((name) => join(this.#folder, name));
    for (const [index, path] of paths.entries()) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, program[names[index] as string] as string);
    }
    const before = this.#snapshot;
    this.#snapshot = await this.#api.updateSnapshot({
      openProjects: [config],
      ...(before && { fileChanges: { changed: [config, ...paths] } }),
    });
    await before?.dispose();
    const { program: compiled } = this.#snapshot.getProject(config) as Project;
    return (await Promise.all(paths.map((path) => compiled.getSemanticDiagnostics(path)))).flat();
  }

  /** Ends the process first: the package asks the compiler before it ends it, and one that hangs does not answer. */
  async close(): Promise<void> {
    const { client } = this.#api as unknown as { client: { process?: ChildProcess; close(): Promise<void> } };
    client.process?.kill('SIGKILL');
    await client.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function textOf({ code, text }: Diagnostic): string {
  return `${code} ${text}`;
}

function describe({ fileName = '', pos, text }: Diagnostic, program: Files): string {
  const name = Object.keys(program).find((file) => fileName.endsWith(`/${file}`)) ?? '';
  const code = program[name] ?? '';
  const line = lineOf(code, pos);
  return `${name}, line ${line}: ${text}\n  ${code.split('\n')[line - 1]?.trim() ?? ''}`;
}
