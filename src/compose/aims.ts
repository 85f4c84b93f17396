import { UsageError } from '../api/errors.ts';
import type { Program } from '../api/program.ts';
import type { SearchConfig } from '../config.ts';
import { didYouMean } from '../did-you-mean.ts';
import { type Aim, Aims, type Sources } from '../run/aims.ts';
import { chooseProposers } from './proposers.ts';

/** Names that aims may use. */
export interface Known {
  readonly program: Program;
  readonly proposers: ReadonlySet<string>;
  readonly models: ReadonlySet<string>;
  /** What models can be asked for. */
  readonly asks: ReadonlySet<string>;
  readonly arms: readonly string[];
}

type AimSettings = NonNullable<SearchConfig['island']>[string];

/** The aims of a run's islands. @throws {UsageError} where a setting names what the run does not have. */
export function aimsOf({ island: settings = {}, islands }: SearchConfig, known: Known): Aims {
  const sources: Sources = { islands, arms: known.arms, models: known.models };
  const aims = Object.entries(settings).map(
    ([island, aim]) => [islandIn(island, islands), aimOf(island, aim, known)] as const,
  );
  for (const [island, aim] of aims) checkUse(island, aim, known);
  return new Aims(new Map(aims), sources);
}

function islandIn(given: string, islands: number): number {
  if (Number(given) < islands) return Number(given);
  throw new UsageError(`island.${given}: there is no island ${given}: this run has islands 0 to ${islands - 1}.`);
}

function aimOf(island: string, { proposers, models, asks, prompt }: AimSettings, known: Known): Aim {
  const named = proposers && [...chooseProposers(proposers, known.program).keys()];
  // `operators` stands for those that the run has.
  const own = named?.filter((name) => known.proposers.has(name) || proposers?.includes(name));
  return {
    proposers: own && namesIn(`island.${island}.proposers`, own, known.proposers),
    models: models && namesIn(`island.${island}.models`, models, known.models),
    asks: asks && namesIn(`island.${island}.asks`, asks, known.asks),
    prompt,
  };
}

function namesIn(setting: string, given: readonly string[], known: ReadonlySet<string>): ReadonlySet<string> {
  const names = given.filter((name) => name !== 'none');
  const unknown = names.find((name) => !known.has(name));
  if (unknown === undefined) return new Set(names);
  const list = [...known];
  throw new UsageError(
    `${setting}: this run has no ${unknown}.${didYouMean(unknown, list)} It has: ${list.join(', ') || 'none'}.`,
  );
}

/** @throws {UsageError} for an island on which nothing proposes. */
function checkUse(island: number, aim: Aim, { proposers, models }: Known): void {
  const left = (aim.proposers ?? proposers).size + (aim.models ?? models).size;
  if (left === 0) throw new UsageError(`island.${island}: neither an operator nor a model is left to search there.`);
}

/** One line for each island with an aim, for people. */
export function describeAims({ island: settings = {} }: SearchConfig): readonly string[] {
  return Object.entries(settings).map(([island, aim]) => {
    const parts = Object.entries(aim).map(([name, value]) => `${name} ${[value].flat().join(', ') || 'none'}`);
    return `island ${island}: ${parts.join('; ')}`;
  });
}
