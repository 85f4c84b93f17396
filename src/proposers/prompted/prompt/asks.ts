import type { AnswerFormat } from '../../../api/attempt.ts';

/** A kind of request to a model; an arm of the bandit. */
export interface Ask {
  readonly name: string;
  /** Each prompt draws one, so that prompts about the same parent differ. */
  readonly variations: readonly string[];
  /**
   * A request must hold this beside a parent. `mate`: the first inspiration becomes a second parent. `failed`: a failed
   * child of the parent is changed in its place.
   */
  readonly needs?: 'mate' | 'failed';
  /** The form of its answers, whatever the size of the program. */
  readonly form?: AnswerFormat;
  /** How often the model may go on with the result of its last answer. */
  readonly turns?: number;
  /** Models of other roles are not asked. */
  readonly role?: 'depth';
  /** What earns it a reward beside a better score. `place`: a new idea that has a place; `score`: a program that runs. */
  readonly aim?: 'place' | 'score';
}

/** All asks, in the order of the arms. */
export const asks: readonly Ask[] = [
  {
    name: 'improve',
    variations: [
      'Make one change that should improve the score. Find what limits the score now, and change that.',
      'Look at the metrics and the feedback. Find what harms the score most, and fix that first.',
      'Think of the best known technique for this problem that the program does not use yet, and build it in.',
      'Keep the approach and make it more exact: better constants, a better order of steps, better handling of special cases.',
    ],
  },
  {
    name: 'rewrite',
    form: 'block',
    variations: [
      'Rewrite the program with the same idea, done better: other data structures, another order of work, no leftovers.',
      'Rewrite the program as an expert in this field would write it. Keep what makes the score good.',
    ],
  },
  {
    name: 'explore',
    form: 'block',
    aim: 'place',
    variations: [
      'Try an approach that none of the programs above uses, even if its first score may be worse.',
      'Question the main assumption of the program, and try the opposite.',
      'Take a method from another field that solves a problem of the same form.',
    ],
  },
  {
    name: 'combine',
    needs: 'mate',
    variations: [
      'Combine the program with the first of the other programs. Take from each what it does better.',
      'Bring the main idea of the first of the other programs into the program, in the style of the program.',
    ],
  },
  {
    name: 'fix',
    aim: 'score',
    needs: 'failed',
    variations: [
      'Find the cause of the failure and fix it. Keep the purpose of the change.',
      'Reach the purpose of the change in another way, one that cannot fail like this.',
    ],
  },
  {
    name: 'refine',
    role: 'depth',
    turns: 3,
    variations: [
      'Improve the program step by step: after each answer you are told its score. Begin with the change that should gain most.',
      'Find what limits the score now, and change that. You are told the score of each answer, and can go on from it.',
    ],
  },
];
