import type { MeasureFile, RepositoryFile } from '../schema.ts';

/** A command as germline.yaml has it. */
export type Command = RepositoryFile['test'];

/** What one kind of project lets expect. */
export interface Proposal {
  /** What was found, for people. */
  readonly found: string;
  readonly prepare?: readonly Command[];
  readonly checks?: readonly Command[];
  readonly test?: Command | undefined;
  /** The tests that touch some files, where they are fewer than all. */
  readonly testFirst?: (files: readonly string[]) => Command | undefined;
  /** Commands that measure, the best first. Without a reading, what they print decides. */
  readonly measures?: readonly MeasureFile[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Words as a command: a text where it is read as these words, or else a list. */
export function toCommand(words: readonly string[]): Command {
  return words.every((word) => /^[\w@%+=:,./^$*{}[\]~-]+$/.test(word)) ? words.join(' ') : [...words];
}

/** A file that a measure writes, which is in nobody's way. */
export const measureFileName = 'germline-measure.json';
