import { UsageError } from '../api/errors.ts';
import type { Proposer } from '../api/proposer.ts';
import { operators } from '../proposers/operators/javascript/index.ts';
import { tunersWith } from '../proposers/tuners/index.ts';

const tuners = tunersWith(operators);

/** All proposers that ask no model. */
export const modelFree: readonly Proposer[] = [...operators, ...tuners];

/** Resolves a list of names to proposers; `-NAME` excludes a proposer. */
export function chooseProposers(names: readonly string[]): ReadonlyMap<string, Proposer> {
  const left = new Set(names.filter((name) => name.startsWith('-')).flatMap((name) => proposersNamed(name.slice(1))));
  const chosen = names.filter((name) => !name.startsWith('-')).flatMap(proposersNamed);
  return new Map(chosen.filter((one) => !left.has(one)).map((proposer) => [proposer.name, proposer]));
}

/** `operators` and `tuners` stand for all of their kind. */
function proposersNamed(name: string): readonly Proposer[] {
  if (name === 'none') return [];
  if (name === 'operators') return operators;
  if (name === 'tuners') return tuners;
  const found = modelFree.filter((operator) => operator.name === name);
  if (found.length > 0) return found;
  const known = modelFree.map((operator) => operator.name).join(', ');
  throw new UsageError(
    `There is no proposer ${name}. Pass "operators" for the model-free operators, "tuners" for those that evaluate ` +
      `programs themselves, "none" for models only, or any of: ${known}. A name with - before it is left out.`,
  );
}
