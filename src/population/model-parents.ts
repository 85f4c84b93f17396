import type { Elite } from '../api/attempt.ts';
import type { Random } from '../api/program.ts';
import { compareElites } from './archive.ts';
import type { Ideas } from './ideas.ts';
import { pickWeighted } from './sampling.ts';

export const modelParents = ['best', 'island'] as const;

/**
 * Where parents of models come from: the best of all islands, which finds of models reach at once, or the island whose
 * turn it is, as those of operators.
 */
export type ModelParents = (typeof modelParents)[number];

/** A parent for a model, and programs of other ideas to show beside it. */
export interface ModelDraw {
  readonly parent: Elite;
  readonly inspirations: readonly Elite[];
}

/** Material of a draw for a model. */
export interface ModelPool {
  /** Elites of all islands; one may be there more than once. */
  readonly elites: readonly Elite[];
  /** The initial program. */
  readonly initial: Elite;
  readonly ideas: Pick<Ideas, 'of' | 'asked'>;
  /** How many programs may stand beside the parent. */
  readonly inspirations: number;
}

/** Share of the best gain over the initial program that a parent has at least. */
export const leastParent = 0.8;
/** The same for a program beside it. */
const leastBeside = 0.5;
/** How often a model starts afresh from the initial program. */
const freshShare = 1 / 8;
/** Programs beside the parent, at most: nothing takes more room in a prompt. */
const mostBeside = 2;
/** A candidate with nine tenths of the best gain is drawn as often as the best, times 0.9 to this power. */
const sharpness = 8;

/**
 * Draws for a model: the best of each idea, of those that have most of the best gain. A better score is likelier, and an
 * idea that models were asked to change often is less likely. Beside the parent stand programs of other ideas; none
 * where the model starts afresh.
 */
export function drawForModel(pool: ModelPool, random: Random): ModelDraw {
  const { initial, ideas, inspirations } = pool;
  if (random.next() < freshShare) return { parent: initial, inspirations: [] };
  const all = bestOfEachIdea(pool);
  const [{ fitness: best }] = all as readonly [Elite];
  const gain = Math.max(0, best - initial.fitness);
  const weightOf = ({ number, fitness }: Elite) => {
    const share = gain > 0 ? Math.max(0, (fitness - initial.fitness) / gain) : 1;
    return share ** sharpness / Math.sqrt(1 + ideas.asked(number));
  };
  const within = (share: number) => all.filter(({ fitness }) => fitness >= best - (1 - share) * gain);
  const parent = pickWeighted(within(leastParent), weightOf, random);
  const others = within(leastBeside).filter((elite) => elite !== parent);
  return { parent, inspirations: pickSome(others, Math.min(inspirations, mostBeside), weightOf, random) };
}

/** The best first. */
function bestOfEachIdea({ elites, ideas }: ModelPool): readonly Elite[] {
  const bests = new Map<number, Elite>();
  for (const elite of elites.toSorted(compareElites)) {
    const idea = ideas.of(elite.number);
    if (!bests.has(idea)) bests.set(idea, elite);
  }
  return [...bests.values()];
}

/** Picks without putting back. */
function pickSome<T>(items: readonly T[], count: number, weightOf: (item: T) => number, random: Random): readonly T[] {
  if (count === 0 || items.length === 0) return [];
  const one = pickWeighted(items, weightOf, random);
  const rest = items.filter((item) => item !== one);
  return [one, ...pickSome(rest, count - 1, weightOf, random)];
}
