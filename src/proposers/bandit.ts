import { isPlaced, type Placement, type ProposalAttempt, type TellResult } from '../api/attempt.ts';
import type { Random } from '../api/program.ts';

/** The gain of an attempt, in terms that do not depend on the score's units. */
interface Gain {
  readonly placement?: Placement | undefined;
  readonly improvedParent: boolean;
  readonly improvedChampion: boolean;
}

/** The gain and the cost of an attempt, as bandits count them. */
export function gainOf(
  { cost }: ProposalAttempt,
  { placement, improvedParent, improvedChampion }: TellResult,
): { readonly gain: Gain; readonly seconds: number } {
  return { gain: { placement, improvedParent, improvedChampion }, seconds: (cost.propose + cost.evaluate) / 1000 };
}

/** Chooses the next proposer, and learns from the outcome. Its state is a function of the tells, in order. */
export interface Bandit {
  /** Its arms. */
  readonly names: readonly string[];
  /** Chooses one of the able names, or any name where none is able. */
  choose(random: Random, able?: (name: string) => boolean): string;
  /** Ignores a name that is no arm. `reward` takes the place of what the gain earns, where a better score is not all. */
  tell(
    name: string,
    outcome: { readonly gain: Gain; readonly seconds: number; readonly reward?: number | undefined },
  ): void;
}

/** Share of the draws that gives every arm the same time, whatever it earns. */
const floor = 0.3;
/** Factor by which each outcome reduces the weight of earlier ones. */
const decay = 0.998;
/** Outcomes per arm without a new best after which the bandit forgets all it learnt. */
const stagnation = 40;
/** Every arm starts as if it had earned this reward in so many attempts of usual cost. */
const prior = { reward: 0.3, attempts: 2 };

/** A better score counts; a place without one (a smaller program, a new cell) is drift, which any operator makes. */
export function rewardOf({ placement, improvedParent, improvedChampion }: Gain): number {
  if (!isPlaced(placement)) return 0;
  if (!improvedParent) return 0.1;
  return improvedChampion ? 1.5 : 1;
}

/** Every name is equally likely, whatever it earned: the baseline of the bandit. */
export function createUniformChoice(names: readonly string[]): Bandit {
  return { names, choose: (random) => random.pick(names), tell() {} };
}

/** The decayed totals of one arm. */
interface ArmTotals {
  readonly name: string;
  reward: number;
  seconds: number;
  attempts: number;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Reward per second; `usual` is the mean time of an attempt of any arm, in seconds. */
function rateOf({ reward, seconds, attempts }: ArmTotals, usual: number): number {
  return (reward + prior.reward) / (Math.max(seconds, attempts * 1e-4) + prior.attempts * usual);
}

/** Seconds of an attempt. */
function costOf({ seconds, attempts }: ArmTotals, usual: number): number {
  return Math.max(1e-4, (seconds + prior.attempts * usual) / (attempts + prior.attempts));
}

/** The chances of arms, which add up to 1. */
function chancesOf(arms: readonly ArmTotals[]): readonly number[] {
  const attempts = sum(arms.map((arm) => arm.attempts));
  const usual = attempts > 0 ? Math.max(sum(arms.map(({ seconds }) => seconds)) / attempts, 1e-4) : 1;
  const rates = arms.map((arm) => rateOf(arm, usual));
  const turns = arms.map((arm) => 1 / costOf(arm, usual));
  const [allRates, allTurns] = [sum(rates), sum(turns)];
  return rates.map((rate, arm) => (floor * turns[arm]!) / allTurns + ((1 - floor) * rate) / allRates);
}

function pick(arms: readonly ArmTotals[], random: Random): ArmTotals {
  let rest = random.next();
  const index = chancesOf(arms).findIndex((chance) => {
    rest -= chance;
    return rest < 0;
  });
  return arms.at(index)!; // the last one where rounding left none
}

/** Lets earlier outcomes count for less; 0 forgets them. */
function fade(arm: ArmTotals, factor: number): void {
  arm.reward *= factor;
  arm.seconds *= factor;
  arm.attempts *= factor;
}

/**
 * An arm is drawn in proportion to its decayed reward per second, beside a floor that keeps every arm alive. Rewards
 * are ranks of what happened, not gains in score: gains would make the choice depend on the units of the score (see
 * ShinkaEvolve's AsymmetricUCB, whose preferred arm changes when all scores are multiplied by ten). After a long time
 * without a new best it forgets all it learnt: what helped on the way here does not help from here on.
 */
export function createBandit(names: readonly string[]): Bandit {
  let sinceBest = 0;
  const arms = new Map(names.map((name): [string, ArmTotals] => [name, { name, reward: 0, seconds: 0, attempts: 0 }]));
  return {
    names,
    choose(random, able = () => true) {
      const all = [...arms.values()];
      const some = all.filter(({ name }) => able(name));
      return pick(some.length > 0 ? some : all, random).name;
    },
    tell(name, { gain, seconds, reward = rewardOf(gain) }) {
      const told = arms.get(name);
      if (!told) return;
      sinceBest = gain.improvedChampion ? 0 : sinceBest + 1;
      const stagnates = sinceBest >= stagnation * arms.size;
      if (stagnates) sinceBest = 0;
      for (const arm of arms.values()) fade(arm, stagnates ? 0 : decay);
      told.reward += reward;
      told.seconds += seconds;
      told.attempts += 1;
    },
  };
}
