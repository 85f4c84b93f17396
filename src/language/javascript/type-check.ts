import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { API, type Diagnostic, type Project, type Snapshot } from 'typescript/unstable/async';
import type { Files } from '../../api/program.ts';
import { lineOf } from './read.ts';

/** Looks for mistakes that a compiler sees, in a process of its own. */
export interface TypeChecker {
  /** What is wrong with the types of a child and was not with its parent's, in words; undefined where nothing is. */
  faults(parent: Files, child: Files): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Lenient, as candidates are run without types: what is reported would be a mistake in JavaScript too. */
const compilerOptions = {
  ...{ strict: false, noEmit: true, target: 'esnext', lib: ['esnext'], types: [], skipLibCheck: true },
  // Only the program's own files are read, whatever it imports.
  ...{ module: 'esnext', moduleResolution: 'bundler', allowImportingTsExtensions: true, noResolve: true },
};

/** Faults that are told at once. */
const most = 5;
/** Milliseconds after which a program is let pass: types can be written that no compiler gets done with. */
const patience = 10_000;

/** The compiler is started with the first question, which takes 100 ms; each further one takes 2 ms. */
export function openTypeChecker(milliseconds = patience): TypeChecker {
  let compiler: Compiler | undefined;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();
  const ask = async (parent: Files, child: Files) => {
    if (closed) return undefined; // a run that failed leaves attempts under way
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

/** What is asked, or undefined where the compiler takes too long or falls over the program; it is then started anew. */
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
 * One compiler process that looks at one program after the other, in a folder of its own. It could read from memory by
 * calling back, but would then outlive a germline that was killed while it waited for an answer.
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

  /** The package asks the compiler before it ends it, and one that hangs answers nothing; so it is ended first. */
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
