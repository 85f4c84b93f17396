import { type Refused, refuse } from '../api/attempt.ts';
import { UsageError } from '../api/errors.ts';
import type { Files, Program } from '../api/program.ts';
import { languageOf } from '../language/index.ts';
import { newFault } from '../language/language.ts';
import { fixedText, measureProgram, programKey, regionsOf, withFiles } from '../language/program.ts';
import { type SourceFile, sourcesOf } from '../language/source.ts';
import { deceptions } from '../plain.ts';
import { lookalikesIn, spelledOut } from './lookalikes.ts';

/** A child that may be evaluated. */
export interface Admitted {
  readonly status: 'admitted';
  readonly program: Program;
  readonly key: string;
  readonly measures: Readonly<Record<string, number>>;
}

/**
 * The gates: a child must parse, and differ from its parent inside the blocks only. They cost no evaluation. What a
 * preprocessor changes is left to the compiler, which knows its extensions and macros.
 */
export function admit(parent: Program, files: Files): Admitted | Refused {
  const names = Object.keys(parent.files);
  if (names.join('\n') !== Object.keys(files).join('\n')) return refuse('outside-block', 'files were added or removed');
  const child = withFiles(parent, files);
  const before = sourcesOf(parent);
  const changed = sourcesOf(child).flatMap((file, index): readonly ChangedFile[] =>
    file.text === before[index]?.text ? [] : [{ old: before[index] as SourceFile, file }],
  );
  if (changed.length === 0) return refuse('unchanged', 'the child equals its parent');
  const refusal = firstOf(changed, decisiveFault) ?? firstOf(changed, (change) => changeOutside(parent, child, change));
  if (refusal) return refusal;
  const key = programKey(child);
  if (key === programKey(parent))
    return refuse('unchanged', 'the child is the same program as its parent, written differently');
  return { status: 'admitted', program: child, key, measures: measureProgram(child) };
}

/** A file of the parent, and the child's file of that name. */
interface ChangedFile {
  readonly old: SourceFile;
  readonly file: SourceFile;
}

function firstOf<T>(items: readonly T[], find: (item: T) => Refused | undefined): Refused | undefined {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}

/** Whether the files of a child have no fault of syntax that those of its parent do not have. */
export function isSound(parent: Program, files: Files): boolean {
  const before = sourcesOf(parent);
  return sourcesOf(withFiles(parent, files)).every((file, index) => {
    const old = before[index];
    return old === undefined || old === file || faultIn({ old, file }) === undefined;
  });
}

function faultIn(change: ChangedFile): Refused | undefined {
  return parserFault(change) ?? characterFault(change);
}

function decisiveFault(change: ChangedFile): Refused | undefined {
  return languageOf(change.file.name).preprocessed ? characterFault(change) : faultIn(change);
}

function parserFault({ old, file }: ChangedFile): Refused | undefined {
  const { faults } = languageOf(file.name);
  const fault = newFault(faults(old), faults(file));
  return fault ? refuse('syntax', `${file.name}, ${fault}`) : undefined;
}

function characterFault({ old, file }: ChangedFile): Refused | undefined {
  if (!file.text.isWellFormed())
    return refuse('syntax', `${file.name} holds half of a character, which git cannot keep`);
  const hidden = newIn(deceptions, old.text, file.text);
  if (hidden !== undefined)
    return refuse('syntax', `${file.name} holds the character ${hidden}, which is not what it looks like`);
  const mixed = newIn(lookalikesIn, old.text, file.text);
  return mixed === undefined
    ? undefined
    : refuse(
        'syntax',
        `${file.name} holds the name ${spelledOut(mixed)}, which mixes letters of scripts that look alike`,
      );
}

function changeOutside(parent: Program, child: Program, { old, file }: ChangedFile): Refused | undefined {
  const [before, after] = [parent, child].map((program) => regionsOf(program)[file.name] ?? []);
  const { error } = languageOf(file.name).blocks(file);
  const isFixed = fixedText(old.text, before ?? []) === fixedText(file.text, after ?? []);
  return error || !isFixed
    ? refuse('outside-block', error ?? `text outside the EVOLVE-BLOCK regions of ${file.name} changed`)
    : undefined;
}

/** The first that a child has and its parent has not. Few programs have any. */
function newIn(find: (text: string) => readonly string[], parent: string, child: string): string | undefined {
  const found = find(child);
  if (found.length === 0) return undefined;
  const known = new Set(find(parent));
  return found.find((one) => !known.has(one));
}

/**
 * Faults of a tree-sitter grammar are no reason to refuse an initial program: its macros may only look faulty.
 *
 * @throws {UsageError} where an initial program, called `name`, does not parse or has unsound markers.
 */
export function checkInitial(program: Program, name = 'The initial program'): void {
  for (const file of sourcesOf(program)) {
    const { faults, blocks, tree } = languageOf(file.name);
    const error = (tree ? undefined : faults(file)[0]) ?? blocks(file).error;
    if (error) throw new UsageError(`${name} cannot be used: ${file.name}, ${error}`);
  }
}
