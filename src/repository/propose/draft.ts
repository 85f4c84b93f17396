import { basename } from 'node:path';
import { UsageError } from '../../api/errors.ts';
import { filesIn } from '../places.ts';
import { directionOfMeasure } from '../read-measure.ts';
import type { MeasureFile, RepositoryFile } from '../schema.ts';
import type { Look } from './look.ts';
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
  const sorted = found.toSorted((a, b) => relevance(look, b, said.evolve) - relevance(look, a, said.evolve));
  const run = testFirstOf(said, proposals, filesIn(said.evolve)) ?? testOf(said, proposals);
  const [best, ...others] = sorted;
  const time: ProposedMeasure = { measure: { run, time: 'command' }, sources: [] };
  return best ? [best, ...others, time] : [time];
}

/** How much benchmarks are about what may change: they are named after its file, or name it. */
function relevance(look: Look, { sources }: ProposedMeasure, evolve: readonly string[]): number {
  const about = (source: string) => {
    const [path, text] = [source.toLowerCase(), look.read(source)];
    const isNamed = evolve.some((place) => path.includes(stemOf(place).toLowerCase()));
    const isUsed = evolve.some((place) => new RegExp(`\\b${RegExp.escape(wordOf(place))}\\b`).test(text));
    return (isNamed ? 2 : 0) + (isUsed ? 1 : 0);
  };
  return Math.max(0, ...sources.map(about));
}

const stemOf = (place: string) => basename(place.split('#')[0] as string).replace(/\.\w+$/, '');

/** The word by which others call a function: the name of its file for a default export, or where there is none. */
function wordOf(place: string): string {
  const last = place.split('#')[1]?.split('.').at(-1) ?? 'default';
  return last === 'default' ? stemOf(place) : last;
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
