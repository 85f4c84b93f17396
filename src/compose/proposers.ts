import { UsageError } from '../api/errors.ts';
import type { Program } from '../api/program.ts';
import type { Proposer } from '../api/proposer.ts';
import { didYouMean } from '../did-you-mean.ts';
import { isScript } from '../language/index.ts';
import { operatorsFor } from '../proposers/operators/index.ts';
import { tunersWith } from '../proposers/tuners/index.ts';

/** The proposers that ask no model and can change a program. */
export function modelFree(program: Program): Record<'operators' | 'tuners', readonly Proposer[]> {
  const operators = operatorsFor(program);
  const tuners = tunersWith(operators, Object.keys(program.files).some(isScript));
  return { operators, tuners };
}

/**
 * Resolves a list of names to proposers of a program; `-NAME` excludes a proposer. `operators` does not stand for the
 * `unused` ones, which can be had by their names.
 */
export function chooseProposers(
  names: readonly string[],
  program: Program,
  unused: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, Proposer> {
  const { operators, tuners } = modelFree(program);
  const usual = operators.filter(({ name }) => !unused.has(name));
  const named = (name: string) => (name === 'operators' ? usual : proposersNamed(name, operators, tuners));
  const left = new Set(names.filter((name) => name.startsWith('-')).flatMap((name) => named(name.slice(1))));
  const chosen = names.filter((name) => !name.startsWith('-')).flatMap(named);
  return new Map(chosen.filter((one) => !left.has(one)).map((proposer) => [proposer.name, proposer]));
}

/** `operators` and `tuners` stand for all of their kind. */
function proposersNamed(
  name: string,
  operators: readonly Proposer[],
  tuners: readonly Proposer[],
): readonly Proposer[] {
  if (name === 'none') return [];
  if (name === 'tuners') return tuners;
  const all = [...operators, ...tuners];
  const found = all.filter((proposer) => proposer.name === name);
  if (found.length > 0) return found;
  const known = all.map((proposer) => proposer.name);
  const list = known.join(', ');
  throw new UsageError(
    `There is no proposer ${name} for this program.${didYouMean(name, known)} Pass "operators" for the model-free operators, "tuners" for those ` +
      `that evaluate programs themselves, "none" for models only${list && `, or any of: ${list}`}. A name with - ` +
      'before it is left out.',
  );
}
