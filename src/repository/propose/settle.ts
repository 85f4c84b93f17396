import { closest } from 'fastest-levenshtein';
import { UsageError } from '../../api/errors.ts';
import { lineOf } from '../../evaluation/native/words.ts';
import { textAt } from '../commit.ts';
import { filesIn, markFiles } from '../places.ts';
import { readMeasure } from '../read-measure.ts';
import type { RepositoryFile } from '../schema.ts';
import { draft, measuresOf, type Said } from './draft.ts';
import type { Found } from './find.ts';
import type { Command, ProposedMeasure } from './proposal.ts';
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
/** Longest that a measure may take, as a race runs it 14 times and more; from when on it is shortened, where its tool lets choose the time; and the sum of the times that are chosen, in milliseconds. */
const [longest, long, wanted] = [45_000, 3_000, 1_000];
/** Least time of one benchmark that is chosen, in milliseconds. */
const shortest = 10;

/**
 * Completes what a person said by what is found and, with `isTried`, by what the commands print in a copy of the commit.
 * @throws {UsageError} for places that are not there, and where nothing is found.
 */
export async function settle(found: Found, said: Said, isTried: boolean): Promise<Settled> {
  const evolve = said.evolve ?? found.suggested.slice(0, 1).map(({ place }) => place);
  await checkPlaces(found, evolve);
  const measures = measuresOf(found.look, { ...said, evolve }, found.proposals);
  const write = (measure: ProposedMeasure) => draft(found.look, { ...said, evolve }, measure, found.proposals);
  const file = write(measures[0]);
  if (!isTried) return { file };
  await using trial = await Trial.open(found.commit, file.environment ?? {});
  const passed = await tryGates(trial, file);
  if (passed.failed && !passed.failed.tried.isLate) return { file, ...passed };
  return { ...passed, ...(await tryMeasures({ trial, tests: passed.tested, write }, measures)) };
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

interface Tries {
  readonly trial: Trial;
  /** How the tests ended. */
  readonly tests: TriedCommand | undefined;
  readonly write: (measure: ProposedMeasure) => RepositoryFile;
}

/** Takes the first measure whose number can be read or, where none can, the last. */
async function tryMeasures(
  tries: Tries,
  [first, ...others]: readonly [ProposedMeasure, ...ProposedMeasure[]],
): Promise<Pick<Settled, 'file' | 'measured' | 'failed' | 'passedOver'>> {
  const whole = await tryMeasure(tries, first);
  const { proposed, tried } = whole.tried.fault === undefined ? await shortened(tries, whole) : whole;
  const [file, measured] = [tries.write(proposed), { command: proposed.measure.run, tried }];
  if (tried.fault === undefined) return { file, measured };
  const [next, ...rest] = others.length < most ? others : [...others.slice(0, most - 2), ...others.slice(-1)];
  if (next === undefined) return { file, measured, failed: measured };
  const later = await tryMeasures(tries, [next, ...rest]);
  const faults = [`${lineOf(measured.command)}: ${tried.fault}`, ...(later.passedOver ?? [])];
  return { ...later, passedOver: [...new Set(faults)] }; // a command may be tried with two readings
}

/** A measure with how its number is read, and how it ended. */
interface TriedMeasure {
  readonly proposed: ProposedMeasure;
  readonly tried: Tried;
}

async function tryMeasure(tries: Tries, proposed: ProposedMeasure): Promise<TriedMeasure> {
  const output = await runMeasure(tries, proposed);
  const measure = recognised(proposed.measure, output);
  return {
    proposed: { ...proposed, measure },
    tried: { ...output, fault: output.fault ?? faultOf(measure, output) },
  };
}

/** Tests whose time is the measure have run already. */
async function runMeasure({ trial, tests }: Tries, { measure, prepare }: ProposedMeasure): Promise<Tried> {
  const { run, file, time } = measure;
  if (time !== undefined && tests && lineOf(tests.command) === lineOf(run)) return tests.tried;
  const built = prepare === undefined ? undefined : await trial.run(prepare);
  if (built?.fault !== undefined) return { ...built, fault: `its build, ${lineOf(prepare ?? '')}: ${built.fault}` };
  const tried = await trial.run(run, { file, patience: longest });
  return tried.isLate ? { ...tried, fault: `${tried.fault}, and a race runs it 14 times and more` } : tried;
}

/** The measure in a shorter time, where it takes long and its tool lets choose it. */
async function shortened(tries: Tries, whole: TriedMeasure): Promise<TriedMeasure> {
  const { proposed, tried } = whole;
  if (proposed.timed === undefined || tried.milliseconds < long) return whole;
  const reading = readMeasure(proposed.measure, tried);
  const count = 'parts' in reading ? Object.keys(reading.parts ?? {}).length : 1;
  const run = proposed.timed(Math.max(shortest, Math.round(wanted / count)));
  const short = await tryMeasure(tries, { ...proposed, measure: { ...proposed.measure, run } });
  return short.tried.fault === undefined && short.tried.milliseconds < tried.milliseconds ? short : whole;
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
