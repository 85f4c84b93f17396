import { isPlaced, type Placement, type ProposalAttempt, type TellResult } from '../api/attempt.ts';
import type { Random } from '../api/program.ts';

/** What an attempt gained, in terms that do not depend on the score's units. */
interface Gain {
  readonly placement?: Placement | undefined;
  readonly improvedParent: boolean;
  readonly improvedChampion: boolean;
}

/** What an attempt gained and what it took, as bandits count it. */
export function gainOf(
  { cost }: ProposalAttempt,
  { placement, improvedParent, improvedChampion }: TellResult,
): { readonly gain: Gain; readonly seconds: number } {
  return { gain: { placement, improvedParent, improvedChampion }, seconds: (cost.propose + cost.evaluate) / 1000 };
}

/** Chooses who proposes next, and learns from what became of it. Its state is a function of the tells, in order. */
export interface Bandit {
  /** Its arms. */
  readonly names: readonly string[];
  /** Chooses one of those that are able, or of all where none is. */
  choose(random: Random, able?: (name: string) => boolean): string;
  /** A name that is no arm is not learnt from. */
  tell(name: string, outcome: { readonly gain: Gain; readonly seconds: number }): void;
}

/** Share of the draws by which every arm gets as much time as any other, whatever it earns. */
const floor = 0.3;
/** What an earlier outcome counts for after each further one. */
const decay = 0.998;
/** Tells for each arm without a new best after which the search stagnates, and what was learnt is forgotten. */
const patience = 40;
/** Every arm begins as if it had earned this much in as many attempts of usual cost. */
const prior = { reward: 0.3, attempts: 2 };

/** A better score counts; a place without one (a smaller program, a new cell) is drift, which any operator makes. */
function rewardOf({ placement, improvedParent, improvedChampion }: Gain): number {
  if (!isPlaced(placement)) return 0;
  if (!improvedParent) return 0.1;
  return improvedChampion ? 1.5 : 1;
}

/** Every name is as likely as any other, whatever it earned: what the bandit is measured against. */
export function createUniformChoice(names: readonly string[]): Bandit {
  return { names, choose: (random) => random.pick(names), tell() {} };
}

interface Arm {
  reward: number;
  seconds: number;
  attempts: number;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/**
 * An arm is drawn in proportion to its decayed reward per second, beside a floor that keeps every arm alive. Rewards
 * are ranks of what happened, not gains in score: gains would make the choice depend on the units of the score (see
 * ShinkaEvolve's AsymmetricUCB, whose preferred arm changes when all scores are multiplied by ten). When there was no new
 * best for long, it begins anew: what helped on the way here does not help on from here.
 */
export function createBandit(names: readonly string[]): Bandit {
  let since = 0;
  const arms = new Map(names.map((name): [string, Arm] => [name, { reward: 0, seconds: 0, attempts: 0 }]));
  const rate = ({ reward, seconds, attempts }: Arm, usual: number) =>
    (reward + prior.reward) / (Math.max(seconds, attempts * 1e-4) + prior.attempts * usual);
  /** Seconds of an attempt. */
  const cost = ({ seconds, attempts }: Arm, usual: number) =>
    Math.max(1e-4, (seconds + prior.attempts * usual) / (attempts + prior.attempts));
  return {
    names,
    choose(random, able = () => true) {
      const some = [...arms].filter(([name]) => able(name));
      const all = some.length > 0 ? some : [...arms];
      const [seconds, attempts] = all.reduce(([s, a], [, arm]) => [s + arm.seconds, a + arm.attempts], [0, 0]);
      const usual = attempts > 0 ? Math.max(seconds / attempts, 1e-4) : 1;
      const rates = all.map(([, arm]) => rate(arm, usual));
      const turns = all.map(([, arm]) => 1 / cost(arm, usual));
      const [allRates, allTurns] = [sum(rates), sum(turns)];
      let rest = random.next();
      const index = rates.findIndex((value, arm) => {
        rest -= (floor * (turns[arm] as number)) / allTurns + ((1 - floor) * value) / allRates;
        return rest < 0;
      });
      return (all.at(index) as [string, Arm])[0];
    },
    tell(name, { gain, seconds }) {
      const arm = arms.get(name);
      if (!arm) return;
      since = gain.improvedChampion ? 0 : since + 1;
      const stagnates = since >= patience * arms.size;
      if (stagnates) since = 0;
      for (const each of arms.values()) {
        each.reward *= stagnates ? 0 : decay;
        each.seconds *= stagnates ? 0 : decay;
        each.attempts *= stagnates ? 0 : decay;
      }
      arm.reward += rewardOf(gain);
      arm.seconds += seconds;
      arm.attempts += 1;
    },
  };
}
