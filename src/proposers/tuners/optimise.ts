import type { Random } from '../../api/program.ts';
import type { Trials } from '../../api/proposer.ts';
import { cmaEs } from './cma-es.ts';
import { limited } from './limited.ts';
import type { Parameters } from './parameters.ts';

/** A setting of all parameters and how good it is. */
export interface Setting {
  readonly values: readonly number[];
  readonly fitness: number;
}

/** The budget of one optimisation. */
export interface Bound {
  readonly trials: number;
  /** Number of parameters, drawn at random, whose effect is measured. */
  readonly measured: number;
}

/** Trials for a number of parameters. */
const budgetFor = (count: number) => 100 + 50 * count;

/**
 * Finds the setting with the best fitness within a budget; returns the parameters' own values where none is better. First
 * each parameter is moved alone, and those without effect are left out. A single one that remains is tuned by a compass
 * search, several by CMA-ES, which restarts from the best setting with another step size when it stalls. `fitness` is that
 * of the parameters' own values; it is measured where it is unknown.
 */
export async function optimise(
  parameters: Parameters,
  fitness: number | undefined,
  trials: Trials,
  random: Random,
  bound: Bound,
): Promise<Setting> {
  const all = limited(trials, bound.trials);
  const some = (count: number) => limited(all, Math.min(count, all.left - digits.length));
  const tuning = new Tuning(parameters, fitness, some(bound.trials));
  if (fitness === undefined) await tuning.evaluate([parameters.values]);
  if (Number.isNaN(tuning.best.fitness)) return tuning.best;
  const chosen = await influential(tuning, random, bound);
  if (chosen.length === 0) return tuning.best;
  tuning.trials = some(budgetFor(chosen.length));
  if (chosen.length === 1) await compass(tuning, chosen[0] as number);
  else await repeatEvolution(tuning, chosen, random);
  tuning.trials = all;
  return await withFewDigits(tuning, chosen);
}

/** Numbers of digits to which the result is rounded, as far as that costs no fitness. */
const digits = [2, 3, 4, 5, 6, 8];

/** The settings evaluated so far. */
class Tuning {
  readonly parameters: Parameters;
  trials: Trials;
  best: Setting;
  /** Fitness by setting, as whole numbers often return to the same ones. */
  readonly #known = new Map<string, number>();

  constructor(parameters: Parameters, fitness: number | undefined, trials: Trials) {
    this.parameters = parameters;
    this.best = { values: parameters.values, fitness: fitness ?? Number.NaN };
    if (fitness !== undefined) this.#known.set(String(parameters.values), fitness);
    this.trials = trials;
  }

  /** The best setting with some parameters moved to these values, within their bounds. */
  setting(chosen: readonly number[], values: readonly number[]): readonly number[] {
    const { low, high, whole } = this.parameters;
    const all = [...this.best.values];
    for (const [at, index] of chosen.entries()) {
      const value = Math.min(high[index] as number, Math.max(low[index] as number, values[at] as number));
      all[index] = whole[index] ? Math.round(value) : value;
    }
    return all;
  }

  /** Evaluates settings, each once, and keeps the best. Settings beyond the budget, or behind in a race, get NaN. */
  async evaluate(
    settings: readonly (readonly number[])[],
    how: 'evaluate' | 'race' = 'evaluate',
  ): Promise<readonly number[]> {
    const fresh = new Map(settings.map((values) => [String(values), values] as const));
    for (const key of fresh.keys()) if (this.#known.has(key)) fresh.delete(key);
    const found =
      fresh.size > 0 ? await this.trials[how]([...fresh.values()].map((values) => this.parameters.write(values))) : [];
    for (const [index, [key, values]] of [...fresh].entries()) {
      const fitness = found[index] as number;
      this.#known.set(key, fitness);
      if (!Number.isNaN(fitness) && !(this.best.fitness >= fitness)) this.best = { values, fitness };
    }
    return settings.map((values) => this.#known.get(String(values)) as number);
  }
}

/** The parameters that change the fitness when moved alone, the largest effect first. */
async function influential(tuning: Tuning, random: Random, bound: Bound): Promise<readonly number[]> {
  const { values, scales } = tuning.parameters;
  const candidates = values.map((_, index) => index);
  while (candidates.length > Math.min(bound.measured, Math.ceil(tuning.trials.left / 3)))
    candidates.splice(random.int(candidates.length), 1);
  const before = tuning.best.fitness;
  const moved = candidates.map((index) => {
    const step = (random.next() < 0.5 ? -0.5 : 0.5) * (scales[index] as number);
    return tuning.setting(
      [index],
      [(values[index] as number) + (Math.abs(step) < 1 && tuning.parameters.whole[index] ? Math.sign(step) : step)],
    );
  });
  const found = await tuning.evaluate(moved);
  const effect = found.map((fitness) => Math.abs(fitness - before));
  return candidates
    .map((index, at) => ({ index, effect: effect[at] as number }))
    .filter((one) => one.effect > 0)
    .sort((a, b) => b.effect - a.effect || a.index - b.index)
    .map(({ index }) => index);
}

/** Tries a step up, a step down and the last move again (Hooke and Jeeves 1961); halves the step when all fail. */
async function compass(tuning: Tuning, index: number): Promise<void> {
  const scale = tuning.parameters.scales[index] as number;
  const value = ({ values }: Setting) => values[index] as number;
  let step = 1;
  let last = tuning.best;
  while (tuning.trials.left > 0 && step > 1e-6) {
    const before = tuning.best;
    const [up, down] = [value(before) + step * scale, value(before) - step * scale];
    await tuning.evaluate([up, down, 2 * value(before) - value(last)].map((to) => tuning.setting([index], [to])));
    step = tuning.best === before ? step / 2 : Math.min(4, step * 1.5);
    last = before;
  }
}

/** Runs of CMA-ES, until the budget is spent or five runs in a row evaluate nothing new. */
async function repeatEvolution(tuning: Tuning, chosen: readonly number[], random: Random): Promise<void> {
  for (let idle = 0; idle < 5 && tuning.trials.left > 0; ) {
    const { left } = tuning.trials;
    await evolution(tuning, chosen, random);
    idle = tuning.trials.left < left ? 0 : idle + 1;
  }
}

/** One run of CMA-ES from the best setting, until it stalls or the budget is spent. */
async function evolution(tuning: Tuning, chosen: readonly number[], random: Random): Promise<void> {
  const { scales } = tuning.parameters;
  const origin = chosen.map((index) => tuning.best.values[index] as number);
  const scale = (at: number) => scales[chosen[at] as number] as number;
  const cloud = cmaEs(
    origin.map(() => 0),
    10 ** (-2 * random.next()),
    random,
  );
  const patience = 10 + 3 * chosen.length;
  for (let stale = 0; tuning.trials.left > 0 && stale < patience && cloud.sigma > 1e-8; stale++) {
    const before = tuning.best;
    const settings = cloud.ask().map((point) =>
      tuning.setting(
        chosen,
        point.map((value, at) => (origin[at] as number) + value * scale(at)),
      ),
    );
    const found = await tuning.evaluate(settings, 'race'); // the cloud moves towards its better half
    const points = settings.map((values) =>
      chosen.map((index, at) => ((values[index] as number) - (origin[at] as number)) / scale(at)),
    );
    cloud.tell(points, found);
    if (tuning.best !== before) stale = 0;
  }
}

/** The best setting in the fewest digits that cost no fitness. */
async function withFewDigits(tuning: Tuning, chosen: readonly number[]): Promise<Setting> {
  const { values, fitness } = tuning.best;
  const settings = digits.map((count) =>
    tuning.setting(
      chosen,
      chosen.map((index) => Number((values[index] as number).toPrecision(count))),
    ),
  );
  const found = await tuning.evaluate(settings);
  const at = found.findIndex((rounded) => rounded >= fitness);
  return at < 0 ? tuning.best : { values: settings[at] as readonly number[], fitness: found[at] as number };
}
