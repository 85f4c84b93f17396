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

/** Decorators are found without a parser, at the beginning of a line. */
const decorated = (mark: string) =>
  new RegExp(`^@funsearch\\.${mark}\\b.*\\n((?:async )?def (\\w+)(?:.*\\n?)(?:[ \\t#].*\\n?|\\n)*)`, 'gm');

/** Whether a text is a specification of FunSearch: one file that marks what is run and what evolves. */
export function isSpecification(path: string, text: string): boolean {
  return extname(path) === '.py' && ['run', 'evolve'].every((mark) => marked(text, mark).length > 0);
}

/**
 * Makes a problem of a specification. The functions that evolve become the program, and the rest calls them. The score is
 * the mean of what the function that is run returns for the inputs: those in `inputs.json` beside the file, a list.
 *
 * @throws {UsageError} where the inputs are missing.
 */
export async function readSpecification(path: string): Promise<ReadSpecification> {
  const text = await readFile(path, 'utf8');
  const [file, folder] = [basename(path), dirname(path)];
  const evolved = marked(text, 'evolve');
  const [run] = marked(text, 'run');
  const name = basename(path, '.py').replace(/[^\w-]+/g, '-');
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
            inputs: await readInputs(folder, file, run!.name),
          },
          score: scoreMetrics([]),
        },
      ],
    },
  };
  const files = [file, ...(await localModules(folder, text)), 'inputs.json'];
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
  const imports = [...text.matchAll(/^(?:import|from)[ \t].*$/gm)].map(([line]) => line);
  const own = imports.filter((line) => !/\bfunsearch\b/.test(line));
  const bodies = evolved.map(({ text }) => text).join('\n\n\n');
  return `${own.join('\n')}\n\n\n# EVOLVE-BLOCK-START\n${bodies}\n# EVOLVE-BLOCK-END\n`.trimStart();
}

async function readInputs(folder: string, file: string, run: string): Promise<string> {
  const path = join(folder, 'inputs.json');
  const text = existsSync(path) ? await readFile(path, 'utf8') : '';
  if (Array.isArray(parsed(text))) return text;
  throw new UsageError(
    `${file} does not say for which inputs ${run} is called. Write them beside it, into inputs.json, as a list: [8] or [[1, 2], [3]].`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
