import { closest } from 'fastest-levenshtein';
import { UsageError } from '../../api/errors.ts';
import { lineOf } from '../../evaluation/native/words.ts';
import { textAt } from '../commit.ts';
import { filesIn, markFiles } from '../places.ts';
import type { MeasureFile, RepositoryFile } from '../schema.ts';
import { draft, measuresOf, type Said } from './draft.ts';
import type { Found } from './find.ts';
import type { Command } from './proposal.ts';
import { faultOf, recognised } from './reading.ts';
import { Trial } from './trial.ts';
import type { Tried } from './try-command.ts';

/** A command, and how it ended on the unchanged code. */
export interface TriedCommand {
  readonly command: Command;
  readonly tried: Tried;
}

/** A germline.yaml, and how its commands ended; nothing where they were not tried. */
export interface Settled {
  readonly file: RepositoryFile;
  /** A command that must pass and does not. */
  readonly failed?: TriedCommand | undefined;
  readonly tested?: TriedCommand | undefined;
  readonly measured?: TriedCommand | undefined;
  /** Measures that were tried in vain, and what is wrong with them. */
  readonly passedOver?: readonly string[];
}

/** Most measures that are tried. */
const most = 3;

/**
 * Completes what a person said by what is found and, with `isTried`, by what the commands print in a copy of the commit.
 * @throws {UsageError} for places that are not there, and where nothing is found.
 */
export async function settle(found: Found, said: Said, isTried: boolean): Promise<Settled> {
  const evolve = said.evolve ?? found.suggested.slice(0, 1).map(({ place }) => place);
  await checkPlaces(found, evolve);
  const [measure, ...others] = measuresOf(said, found.proposals, filesIn(evolve));
  const write = (measure: MeasureFile) => draft(found.look, { ...said, evolve, measure }, found.proposals);
  const file = write(measure);
  if (!isTried) return { file };
  await using trial = await Trial.open(found.commit, file.environment ?? {});
  const passed = await tryGates(trial, file);
  if (passed.failed && !passed.failed.tried.isLate) return { file, ...passed };
  return { ...passed, ...(await tryMeasures(trial, [measure, ...others], write)) };
}

/** Tries what must pass, up to the first that does not. */
async function tryGates(
  trial: Trial,
  { prepare = [], checks = [], test }: RepositoryFile,
): Promise<Pick<Settled, 'failed' | 'tested'>> {
  for (const command of [...prepare, ...checks]) {
    const tried = await trial.run(command);
    if (tried.fault !== undefined) return { failed: { command, tried } };
  }
  const tested = { command: test, tried: await trial.test(test) };
  return tested.tried.fault === undefined ? { tested } : { tested, failed: tested };
}

/** Takes the first measure whose number can be read or, where none can, the last. */
async function tryMeasures(
  trial: Trial,
  [measure, ...others]: readonly [MeasureFile, ...MeasureFile[]],
  write: (measure: MeasureFile) => RepositoryFile,
): Promise<Pick<Settled, 'file' | 'measured' | 'failed' | 'passedOver'>> {
  const output = await trial.run(measure.run, measure.file);
  const read = recognised(measure, output);
  const tried = { ...output, fault: output.fault ?? faultOf(read, output) };
  const measured = { command: measure.run, tried };
  const [next, ...rest] = others.length < most ? others : [...others.slice(0, most - 2), others.at(-1) as MeasureFile];
  if (tried.fault === undefined) return { file: write(read), measured };
  if (next === undefined) return { file: write(read), measured, failed: measured };
  const later = await tryMeasures(trial, [next, ...rest], write);
  return { ...later, passedOver: [`${lineOf(measure.run)}: ${tried.fault}`, ...(later.passedOver ?? [])] };
}

/** @throws {UsageError} for a file or function that the commit does not have. */
async function checkPlaces({ commit, look }: Found, evolve: readonly string[]): Promise<void> {
  if (evolve.length === 0)
    throw new UsageError('Pass what may change, such as --evolve src/similar.ts#rank, or a whole file.');
  const texts: Record<string, string> = {};
  for (const path of filesIn(evolve)) {
    const text = await textAt(commit, path);
    if (text !== undefined) texts[path] = text;
    else
      throw new UsageError(
        `--evolve ${path}: the last commit has no such file; ${look.has(path) ? 'commit it first' : `did you mean ${closest(path, [...look.files])}?`}`,
      );
  }
  markFiles(texts, evolve);
}
