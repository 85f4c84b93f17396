import { basename } from 'node:path';
import { UsageError } from '../../api/errors.ts';
import { filesIn } from '../places.ts';
import { directionOfMeasure } from '../read-measure.ts';
import type { MeasureFile, RepositoryFile } from '../schema.ts';
import type { Look } from './look.ts';
import { stemOf, wordOf } from './names.ts';
import type { Command, Proposal, ProposedMeasure } from './proposal.ts';

/** What a person says of a germline.yaml; the rest is proposed. */
export interface Said {
  readonly name?: string | undefined;
  readonly goal?: string | undefined;
  readonly evolve?: readonly string[] | undefined;
  readonly prepare?: readonly Command[] | undefined;
  readonly checks?: readonly Command[] | undefined;
  readonly test?: Command | undefined;
  readonly testFirst?: Command | undefined;
  readonly measure?: MeasureFile | undefined;
}

/** The command that must pass: what is said, or else what the first proposal that has one proposes. */
export function testOf(said: Said, proposals: readonly Proposal[]): Command {
  const test = said.test ?? proposals.find((one) => one.test !== undefined)?.test;
  if (test !== undefined) return test;
  throw new UsageError('No tests are found here: pass the command that must pass, such as --test "make test".');
}

/** The tests of some files. */
function testFirstOf(said: Said, proposals: readonly Proposal[], files: readonly string[]): Command | undefined {
  if (said.testFirst !== undefined || said.test !== undefined) return said.testFirst;
  return proposals.find((one) => one.test !== undefined)?.testFirst?.(files);
}

/** The measures to try, the best first; where no benchmark is found, the time of the tests. */
export function measuresOf(
  look: Look,
  said: Said & { readonly evolve: readonly string[] },
  proposals: readonly Proposal[],
): readonly [ProposedMeasure, ...ProposedMeasure[]] {
  const found = proposals.flatMap((one) => one.measures ?? []);
  const { measure } = said;
  if (measure) return [found.find((one) => one.measure === measure) ?? { measure, sources: [] }];
  const run = testFirstOf(said, proposals, filesIn(said.evolve)) ?? testOf(said, proposals);
  const [best, ...others] = byRelevance(look, found, said.evolve);
  const time: ProposedMeasure = { measure: { run, time: 'command' }, sources: [] };
  return best ? [best, ...others, time] : [time];
}

/** Measures whose benchmarks are about what may change first: they are named after its file, or name it. */
function byRelevance(look: Look, measures: readonly ProposedMeasure[], evolve: readonly string[]) {
  const stems = filesIn(evolve).map((file) => stemOf(file).toLowerCase());
  const words = evolve.map((place) => {
    const [file = '', name = 'default'] = place.split('#');
    return new RegExp(`\\b${RegExp.escape(wordOf(name, file))}\\b`);
  });
  const about = (source: string) => {
    const text = look.read(source);
    const isNamed = stems.some((stem) => source.toLowerCase().includes(stem));
    const isUsed = words.some((word) => word.test(text));
    return (isNamed ? 2 : 0) + (isUsed ? 1 : 0);
  };
  const rated = measures.map((one) => ({ one, relevance: Math.max(0, ...one.sources.map(about)) }));
  return rated.toSorted((a, b) => b.relevance - a.relevance).map(({ one }) => one);
}

/** The whole of a germline.yaml. */
export function draft(
  look: Look,
  said: Said & { readonly evolve: readonly string[] },
  { measure, prepare: build }: ProposedMeasure,
  proposals: readonly Proposal[],
): RepositoryFile {
  const { evolve } = said;
  const first = testFirstOf(said, proposals, filesIn(evolve));
  const main = proposals.find((one) => one.test !== undefined) ?? proposals[0];
  const environment = main?.environment;
  const prepare = said.prepare ?? [...(main?.prepare ?? []), ...(build === undefined ? [] : [build])];
  const checks = said.checks ?? main?.checks ?? [];
  return {
    name: said.name ?? nameOf(look.folder),
    goal: said.goal ?? goalOf(evolve, measure),
    evolve: [...evolve],
    ...(prepare.length > 0 && { prepare: [...prepare] }),
    ...(checks.length > 0 && { checks: [...checks] }),
    ...(first !== undefined && { 'test-first': first }),
    test: testOf(said, proposals),
    measure,
    ...(environment && { environment: { ...environment } }),
  };
}

const nameOf = (folder: string) =>
  basename(folder)
    .replace(/[^\w-]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'repository';

function goalOf(evolve: readonly string[], measure: MeasureFile): string {
  const what = evolve.map((place) => place.split('#')[1] ?? place).join(', ');
  return directionOfMeasure(measure) === 'min'
    ? `Make ${what} faster, with the same results.`
    : `Make the number that is measured greater by changes in ${what}.`;
}
