import type { Run } from '../run/run.ts';
import { standingOf } from '../schedule/evolve.ts';

export type Figures = Readonly<Record<string, number>>;

/** Islands that have a curve of their own, at most. */
const mostIslands = 50;

/** What is measured of a run at a moment, by name. */
export function figuresOf(run: Run): Figures {
  const { population, models } = run.state;
  const { attempts, evaluations, elapsed, money } = standingOf(run, 0);
  const { islands, champion } = population;
  return {
    ...(champion && { best_score: champion.score }),
    ...{ attempts, evaluations, elapsed_seconds: elapsed / 1000 },
    archive_cells: islands.reduce((sum, { ranked }) => sum + ranked.length, 0),
    ...(islands.length > 1 && islandsBest(run)),
    ...(models.size > 0 && { ...usedBy(run), dollars: money }),
  };
}

function islandsBest({ state }: Run): Figures {
  const best = state.population.islands.slice(0, mostIslands).map(({ best }) => best?.score ?? Number.NaN);
  return Object.fromEntries(best.map((score, island) => [`island_best/${island}`, score]));
}

function usedBy({ state }: Run): Figures {
  const used = [...state.models.values()].map(({ spending }) => spending.used);
  const sum = (of: (one: (typeof used)[number]) => number) => used.reduce((total, one) => total + of(one), 0);
  return { tokens: sum(({ tokens }) => tokens), model_calls: sum(({ calls }) => calls) };
}
