import { basename } from 'node:path';
import { UsageError } from '../../api/errors.ts';
import { filesIn } from '../places.ts';
import { directionOfMeasure } from '../read-measure.ts';
import type { MeasureFile, RepositoryFile } from '../schema.ts';
import type { Look } from './look.ts';
import type { Command, Proposal } from './proposal.ts';

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
  said: Said,
  proposals: readonly Proposal[],
  files: readonly string[],
): readonly [MeasureFile, ...MeasureFile[]] {
  if (said.measure) return [said.measure];
  const found = proposals.flatMap((one) => one.measures ?? []);
  const run = testFirstOf(said, proposals, files) ?? testOf(said, proposals);
  const [best, ...others] = found;
  const time: MeasureFile = { run, time: 'command' };
  return best ? [best, ...others, time] : [time];
}

/** The whole of a germline.yaml. */
export function draft(
  look: Look,
  said: Said & Required<Pick<Said, 'measure'>> & { readonly evolve: readonly string[]; readonly measure: MeasureFile },
  proposals: readonly Proposal[],
): RepositoryFile {
  const { evolve, measure } = said;
  const first = testFirstOf(said, proposals, filesIn(evolve));
  const main = proposals.find((one) => one.test !== undefined) ?? proposals[0];
  const environment = main?.environment;
  const [prepare = [], checks = []] = [said.prepare ?? main?.prepare, said.checks ?? main?.checks];
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
