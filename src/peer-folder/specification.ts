import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { UsageError } from '../api/errors.ts';
import type { Problem, Suggested } from '../api/problem.ts';
import type { Files } from '../api/program.ts';
import { localModules } from '../problem-file/local-modules.ts';
import { scoreMetrics } from '../problem-file/python-score.ts';

/** A function of a specification with the decorator above it: its name, and its whole text from `def` on. */
interface Marked {
  readonly name: string;
  readonly text: string;
}

/** A problem of a specification of FunSearch, with its initial program. */
export interface ReadSpecification {
  readonly problem: Problem;
  readonly files: readonly string[];
  readonly initial: Files;
  readonly suggested: Suggested;
}

/** A decorator, which FunSearch's notebooks comment out. */
const decorator = '(?:#[ \\t]*)?@funsearch\\.';

/** Decorators are found without a parser, at the beginning of a line. */
const decorated = (mark: string) =>
  new RegExp(
    `^${decorator}${mark}\\b.*\\n((?:async )?def (\\w+)(?:.*\\n?)(?:(?!${decorator})[ \\t#)].*\\n?|\\n)*)`,
    'gm',
  );

/** The path of a file, perhaps with the inputs behind it, a list as JSON. */
const named = /^(.*\.(?:py|txt))(\[.*\])?$/s;

/** The path and the inputs of a text that may name a specification. */
export function splitName(spec: string): { readonly file: string; readonly inputs: string | undefined } | undefined {
  const [, file, inputs] = named.exec(spec) ?? [];
  return file === undefined ? undefined : { file, inputs };
}

/** Whether a text is a specification of FunSearch: one file that marks what is run and what evolves. */
export function isSpecification(text: string): boolean {
  return ['run', 'evolve'].every((mark) => marked(text, mark).length > 0);
}

/**
 * Makes a problem of a specification. The functions that evolve become the program, and the rest calls them. The score is
 * the mean of what the function that is run returns for the inputs, a list as JSON.
 */
export async function readSpecification(path: string, inputs: string): Promise<ReadSpecification> {
  const text = await readFile(path, 'utf8');
  const [file, folder] = [basename(path), dirname(path)];
  const evolved = marked(text, 'evolve');
  const [run] = marked(text, 'run');
  const name = basename(path, extname(path)).replace(/[^\w-]+/g, '-');
  const entry = `${name.replaceAll('-', '_')}_evolved.py`;
  const problem: Problem = {
    name,
    statement: documentOf(text) ?? `Improve ${namesOf(evolved)} so that ${run!.name} returns more.`,
    initial: [entry],
    evaluator: {
      name,
      interface: `${entry} defines ${namesOf(evolved)}, with the same parameters: ${file} calls it in ${run!.name}.`,
      stages: [
        {
          name: 'evaluate',
          python: {
            ...{ file, call: run!.name, kind: 'specification' },
            evolved: evolved.map((one) => one.name),
            inputs,
          },
          score: scoreMetrics([]),
        },
      ],
    },
  };
  const files = [file, ...(await localModules(folder, text))];
  return { problem, files, initial: { [entry]: programOf(text, evolved) }, suggested: { settings: {}, notes: [] } };
}

function marked(text: string, mark: string): readonly Marked[] {
  return [...text.matchAll(decorated(mark))].map(([, body, name]) => ({ name: name!, text: body!.trimEnd() }));
}

const namesOf = (functions: readonly Marked[]) => functions.map(({ name }) => name).join(', ');

/** The text at the beginning of a module that says what it is for. */
function documentOf(text: string): string | undefined {
  return /^\s*("""|''')([\s\S]*?)\1/.exec(text)?.[2]?.trim() || undefined;
}

/** The functions that evolve, below the imports of the specification. */
function programOf(text: string, evolved: readonly Marked[]): string {
  const imports = [...text.matchAll(/^(?:import|from)[ \t](?:.*\([^)]*\)|.*$)/gm)].map(([line]) => line);
  const own = imports.filter((line) => !/\bfunsearch\b/.test(line));
  const bodies = evolved.map(({ text }) => text).join('\n\n\n');
  return `${own.join('\n')}\n\n\n# EVOLVE-BLOCK-START\n${bodies}\n# EVOLVE-BLOCK-END\n`.trimStart();
}

/** The inputs given, or else those in `inputs.json` beside the file. @throws {UsageError} where they are missing. */
export async function inputsOf(file: string, given: string | undefined): Promise<string> {
  if (given !== undefined) return checkInputs(given, file);
  const path = join(dirname(file), 'inputs.json');
  if (existsSync(path)) return checkInputs(await readFile(path, 'utf8'), path);
  const name = basename(file);
  throw new UsageError(
    `${name} does not say for which inputs its function is run. Write them behind its name, '${name}[8]' or ` +
      `'${name}[[1, 2], [3, 4]]', or beside it, into inputs.json, as a list.`,
  );
}

function checkInputs(text: string, place: string): string {
  if (isFullList(parsed(text))) return text;
  throw new UsageError(`The inputs of ${place} are no list as JSON with an item or more: ${text.slice(0, 200)}`);
}

const isFullList = (value: unknown) => Array.isArray(value) && value.length > 0;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
