import type { Refused } from '../api/attempt.ts';
import { UsageError } from '../api/errors.ts';
import type { Files } from '../api/program.ts';
import { blocksOf, fixedText, regionsOf } from '../language/javascript/blocks.ts';
import { programKey } from '../language/javascript/key.ts';
import { measureProgram } from '../language/javascript/measure.ts';
import { parse } from '../language/javascript/parse.ts';
import { deceptions } from '../plain.ts';
import { refuse } from './refuse.ts';

/** A child that may be evaluated. */
export interface Admitted {
  readonly status: 'admitted';
  readonly key: string;
  readonly measures: Readonly<Record<string, number>>;
}

/** The gates: a child parses, differs from its parent, and only inside the blocks. They cost no evaluation. */
export function admit(parent: Files, child: Files): Admitted | Refused {
  const names = Object.keys(parent);
  if (names.join('\n') !== Object.keys(child).join('\n')) return refuse('outside-block', 'files were added or removed');
  const changed = names.filter((name) => parent[name] !== child[name]);
  if (changed.length === 0) return refuse('unchanged', 'the child equals its parent');
  for (const name of changed) {
    const { error } = parse(child[name] as string, name);
    if (error) return refuse('syntax', `${name}, ${error}`);
    const hidden = newDeception(parent[name] as string, child[name] as string);
    if (hidden) return refuse('syntax', `${name} holds the character ${hidden}, which is not what it looks like`);
  }
  const [before, after] = [regionsOf(parent), regionsOf(child)];
  for (const name of changed) {
    const error = blocksOf(child[name] as string, name).error;
    const fixed =
      fixedText(parent[name] as string, before[name] ?? []) === fixedText(child[name] as string, after[name] ?? []);
    if (error || !fixed)
      return refuse('outside-block', error ?? `text outside the EVOLVE-BLOCK regions of ${name} changed`);
  }
  const key = programKey(child);
  if (key === programKey(parent))
    return refuse('unchanged', 'the child is the same program as its parent, written differently');
  return { status: 'admitted', key, measures: measureProgram(child) };
}

/** A deceptive character that the child has and its parent has not. Few programs have any. */
function newDeception(parent: string, child: string): string | undefined {
  const found = deceptions(child);
  if (found.length === 0) return undefined;
  const known = deceptions(parent);
  return found.find((character) => !known.includes(character));
}

/** The initial program must parse and have sound markers. */
export function checkInitial(files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    const error = parse(text, name).error ?? blocksOf(text, name).error;
    if (error) throw new UsageError(`The initial program cannot be used: ${name}, ${error}`);
  }
}
