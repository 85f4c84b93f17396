import type { Exchange } from '../api/attempt.ts';
import { type Direction, fitnessIn } from '../api/direction.ts';
import { descending, type Sample } from './samples.ts';

/** A first answer, and the score of its own program. */
export interface FirstAnswer {
  readonly sample: Sample;
  readonly exchange: Exchange;
  readonly score: number | undefined;
  readonly fitness: number;
}

/** Two first answers to one question, of which the better has a score. */
export interface Pair {
  readonly chosen: FirstAnswer;
  readonly rejected: FirstAnswer;
  /** Whether both were asked in the same words; otherwise for the same change of the same parent. */
  readonly samePrompt: boolean;
}

/**
 * Pairs better first answers with worse ones: the best with the worst, the next best with the next worst, and so on, so
 * that no answer is used twice. Answers to the same prompt come first, then those to other words about the same parent:
 * a run seldom asks twice in the same words.
 */
export function pairsOf(samples: readonly Sample[], direction: Direction): readonly Pair[] {
  const answers = samples.map((sample) => firstAnswerOf(sample, direction));
  const same = pairUp(answers, ({ exchange }) => exchange.prompt, true);
  const used = new Set(same.flatMap(({ chosen, rejected }) => [chosen, rejected]));
  const left = answers.filter((answer) => !used.has(answer));
  return [...same, ...pairUp(left, questionKey, false)];
}

/** Later turns change another program than the first one, so a conversation counts by its first answer. */
function firstAnswerOf(sample: Sample, direction: Direction): FirstAnswer {
  const { first, last } = sample.conversation;
  const own = first === last ? sample.score : undefined;
  const score = own ?? first.score;
  return { sample, exchange: first, score, fitness: fitnessIn(direction, score) };
}

/** The same for answers that could stand for each other: the same change of the same programs, in the same form. */
function questionKey({ sample, exchange }: FirstAnswer): string {
  const { drawn, proposal } = sample.attempt;
  return JSON.stringify([drawn.parent, proposal.mate, proposal.repairs, proposal.proposer, exchange.format]);
}

function pairUp(answers: readonly FirstAnswer[], key: (answer: FirstAnswer) => string, samePrompt: boolean): Pair[] {
  return [...Map.groupBy(answers, key).values()].flatMap((group) => {
    const ranked = group.toSorted((a, b) => descending(a.fitness, b.fitness));
    const better = ranked.slice(0, Math.floor(ranked.length / 2));
    const pairs = better.map((chosen, index) => ({ chosen, rejected: ranked.at(-1 - index)!, samePrompt }));
    return pairs.filter(({ chosen, rejected }) => chosen.fitness > rejected.fitness);
  });
}
