import type { MeasureFile, RepositoryFile } from '../schema.ts';

/** A command as germline.yaml has it. */
export type Command = RepositoryFile['test'];

/** A command that measures. Without a reading, what it prints decides. */
export interface ProposedMeasure {
  readonly measure: MeasureFile;
  /** The files of its benchmarks, as far as they are known. */
  readonly sources: readonly string[];
  /** A build that takes its time, and that candidates need not repeat whole. */
  readonly prepare?: Command;
  /** The command with a time for each benchmark, in milliseconds, where the tool lets choose it. */
  readonly timed?: (milliseconds: number) => Command;
}

/** What one kind of project lets expect. */
export interface Proposal {
  /** What was found, for people. */
  readonly found: string;
  readonly prepare?: readonly Command[];
  readonly checks?: readonly Command[];
  readonly test?: Command | undefined;
  /** The tests that touch some files, where they are fewer than all. */
  readonly testFirst?: (files: readonly string[]) => Command | undefined;
  /** The best first. */
  readonly measures?: readonly ProposedMeasure[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Words as a command: a text where it is read as these words, or else a list. */
export function toCommand(words: readonly string[]): Command {
  return words.every((word) => /^[\w@%+=:,./^$*{}[\]~-]+$/.test(word)) ? words.join(' ') : [...words];
}

/** A file that a measure writes, which is in nobody's way. */
export const measureFileName = 'germline-measure.json';
