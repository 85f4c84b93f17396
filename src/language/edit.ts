import MagicString from 'magic-string';
import { type Refused, refuse } from '../api/attempt.ts';
import type { Program } from '../api/program.ts';
import { languageOf } from './index.ts';
import { type NumberSite, newFault } from './language.ts';
import { withFiles } from './program.ts';
import { type Region, type SourceFile, setDerivation, sourcesOf } from './source.ts';

/** New text for a stretch of a file. */
export interface Edit extends Region {
  readonly text: string;
}

/** Replaces stretches of a file that do not overlap. */
export function edited(text: string, edits: readonly Edit[]): string {
  if (edits.length === 1 && edits[0]) return text.slice(0, edits[0].start) + edits[0].text + text.slice(edits[0].end);
  const result = new MagicString(text);
  for (const { start, end, text: replacement } of edits)
    if (start === end) result.prependLeft(start, replacement);
    else result.update(start, end, replacement);
  return result.toString();
}

/** Writes another value in the place of a number. */
export function replaceNumber({ start, end, write }: NumberSite, value: number): Edit {
  return { start, end, text: write(value) };
}

/** A text of any length, shortened and quoted for a summary. */
export function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `\`${line.length > 60 ? `${line.slice(0, 59)}…` : line}\``;
}

/** The program with some edits in one file. */
export function withEdits(program: Program, file: string, edits: readonly Edit[]): Program {
  return withEditsIn(program, new Map([[file, edits]]));
}

/** The program with some edits in each of these files. */
export function withEditsIn(program: Program, edits: ReadonlyMap<string, readonly Edit[]>): Program {
  const files = { ...program.files };
  for (const [name, some] of edits) files[name] = edited(files[name] as string, some);
  const child = withFiles(program, files);
  const before = sourcesOf(program);
  for (const [index, file] of sourcesOf(child).entries()) {
    const [from, some] = [before[index], edits.get(file.name)];
    if (from && some && from !== file) setDerivation(file, { from, added: some.map(({ text }) => text) });
  }
  return child;
}

/** Why a program cannot replace another: a file has more faults, or uses a name that it cannot use there. */
export function faultOf(before: Program, after: Program): Refused | undefined {
  const [old, changed] = [sourcesOf(before), sourcesOf(after)];
  for (const [index, file] of changed.entries()) {
    const fault = file === old[index] ? undefined : faultIn(old[index] as SourceFile, file);
    if (fault) return fault;
  }
  return undefined;
}

function faultIn(before: SourceFile, after: SourceFile): Refused | undefined {
  const language = languageOf(after.name);
  const fault = newFault(language.faults(before), language.faults(after));
  if (fault) return refuse('syntax', `${after.name}, ${fault}`);
  const misuse = language.misuse?.(before, after);
  return misuse === undefined ? undefined : refuse('no-site', misuse);
}

/** The program with some edits in one file, or a refusal where the result cannot replace it (see `faultOf`). */
export function changed(program: Program, file: string, edits: readonly Edit[]): Program | Refused {
  const child = withEdits(program, file, edits);
  if (child.files[file] === program.files[file]) return refuse('unchanged', 'the text stayed as it was');
  return faultOf(program, child) ?? child;
}
