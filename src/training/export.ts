import { fitnessIn } from '../api/direction.ts';
import { UsageError } from '../api/errors.ts';
import { didYouMean } from '../did-you-mean.ts';
import { pairsOf } from './pairs.ts';
import { endOf, type Provenance, pairRow, trainingRow } from './rows.ts';
import { distinct, type Sample, type SampleSource, samplesOf } from './samples.ts';

/** Which samples are wanted. */
export interface Wanted {
  /** Labels of models; none: all. */
  readonly models: readonly string[];
  /** Names of stages that the evaluation ended in; none: any, and refused answers too. */
  readonly stages: readonly string[];
  /** The least good score. */
  readonly score?: number | undefined;
}

/** Lines of JSON, made as they are written. */
export interface TrainingData {
  readonly rows: readonly Sample[];
  trainingLines(): Iterable<string>;
  pairLines(): Iterable<string>;
  readonly pairs: number;
}

/** What can be learnt from a run. @throws {UsageError} where it asked no model, or none of the wanted ones. */
export function trainingDataOf(record: SampleSource, wanted: Wanted, license: string): TrainingData {
  const all = distinct(samplesOf(record));
  check(all, wanted);
  const { facts } = record;
  const provenance: Provenance = { facts, license };
  const ofModels = all.filter(({ model }) => includes(wanted.models, model));
  const bar = fitnessIn(facts.direction, wanted.score);
  const isWanted = (sample: Sample, fitness: number) => fitness >= bar && includes(wanted.stages, endOf(sample).stage);
  const rows = ofModels.filter((sample) => isWanted(sample, sample.fitness));
  const pairs = pairsOf(ofModels, facts.direction).filter(({ chosen }) => isWanted(chosen.sample, chosen.fitness));
  return {
    rows,
    pairs: pairs.length,
    trainingLines: () => lines(rows, (row) => trainingRow(row, provenance)),
    pairLines: () => lines(pairs, (pair) => pairRow(pair, provenance)),
  };
}

const includes = (names: readonly string[], name: string) => names.length === 0 || names.includes(name);

function check(samples: readonly Sample[], { models, stages }: Wanted): void {
  if (samples.length === 0)
    throw new UsageError(
      'No model answered in this run, so there is nothing to learn from. A run with --model has answers.',
    );
  expectKnown('model', models, new Set(samples.map(({ model }) => model)));
  expectKnown('stage', stages, new Set(samples.map((sample) => endOf(sample).stage).filter(Boolean)));
}

function expectKnown(option: string, given: readonly string[], known: ReadonlySet<string>): void {
  const unknown = given.find((name) => !known.has(name));
  if (unknown === undefined) return;
  const names = [...known];
  throw new UsageError(
    `--${option} ${unknown}: no answer of this run has it.${didYouMean(unknown, names)} It has: ${names.join(', ')}.`,
  );
}

function* lines<T>(items: readonly T[], row: (item: T) => unknown): Iterable<string> {
  for (const item of items) yield `${JSON.stringify(row(item))}\n`;
}
