import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unrelatedSeeds } from '../../evaluators/kit/rng.ts';
import { UsageError } from '../api/errors.ts';
import type { CommandLine, Feed } from '../api/evaluator.ts';
import { wordsOf } from '../evaluation/native/words.ts';
import type { InputFile } from './schema.ts';

/** One run's input as plain data: a field of `inputs`, with its seed where it asked for seeds. */
export type RunInput = Omit<InputFile, 'seeds'> & { readonly seed?: number };

/** Longest that a command may take that makes an input, in milliseconds, and most that it may print, in bytes. */
const [longest, most] = [120_000, 256 << 20];

/** The inputs of a stage; a function of the evaluation seed where some are made from seeds. */
export function inputsOf(inputs: readonly InputFile[] = [{}]): readonly RunInput[] | ((seed: number) => RunInput[]) {
  if (inputs.every(({ seeds }) => seeds === undefined)) return inputs;
  return (seed) =>
    inputs.flatMap(({ seeds, ...input }, index): RunInput[] =>
      seeds === undefined
        ? [input]
        : unrelatedSeeds(seed, seeds, ` input ${index}`).map((one) => ({ ...input, seed: one >>> 0 })),
    );
}

/** Feeds by input: a score thread needs that of an input once for each candidate. */
const fed = new WeakMap<RunInput, Feed>();

/** What a run is given on standard input, and as further words of its command. */
export function feedOf(folder: string, input: RunInput): Feed {
  const known = fed.get(input) ?? { stdin: stdinOf(folder, input), args: argsOf(input) };
  fed.set(input, known);
  return known;
}

function argsOf({ args = [], seed }: RunInput): string[] {
  return args.map((word) => withSeed(String(word), seed));
}

function stdinOf(folder: string, { stdin, file, make, args, seed }: RunInput): string | Uint8Array {
  if (file !== undefined) return readFileSync(join(folder, file));
  if (make !== undefined) return printed(folder, make, seed);
  return stdin ?? (seed === undefined || args !== undefined ? '' : `${seed}\n`);
}

function printed(folder: string, make: CommandLine, seed: number | undefined): Uint8Array {
  const [program = '', ...args] = wordsOf(make).map((word) => withSeed(word, seed));
  try {
    return execFileSync(program, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: longest,
      maxBuffer: most,
    });
  } catch (cause) {
    const said = String((cause as { stderr?: unknown }).stderr ?? '').trim();
    throw new UsageError(
      `The input cannot be made by ${wordsOf(make).join(' ')}: ${said || (cause as Error).message}`,
      { cause },
    );
  }
}

const withSeed = (word: string, seed: number | undefined) => word.replaceAll('{seed}', String(seed ?? ''));
