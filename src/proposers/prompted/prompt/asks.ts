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
    variations: [
      'Rewrite the program with the same idea, done better: other data structures, another order of work, no leftovers.',
      'Rewrite the program as an expert in this field would write it. Keep what makes the score good.',
    ],
  },
  {
    name: 'explore',
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
    name: 'simplify',
    variations: [
      'Make the program simpler without making its score worse: remove what does not help, and merge what is alike.',
      'Remove the part that contributes least, and use what that saves to strengthen the part that contributes most.',
    ],
  },
  {
    name: 'fix',
    needs: 'failed',
    variations: [
      'Find the cause of the failure and fix it. Keep the purpose of the change.',
      'Reach the purpose of the change in another way, one that cannot fail like this.',
    ],
  },
];

/** The parts of a program that may change. */
export interface EvolvableParts {
  /** Whether markers say what may change; without them it is the whole program. */
  readonly marked: boolean;
  /** Blocks between markers; without markers, files. */
  readonly count: number;
}

/** The rules about the form of an answer. */
export function formatRules(format: AnswerFormat, parts: EvolvableParts): string {
  const first = 'Begin your answer with one line: IDEA: what you change and why it should help.';
  if (format === 'replacements')
    return `${first}
Then write your changes as one to three SEARCH/REPLACE blocks, in exactly this form:

<<<<<<< SEARCH
lines of the program, copied exactly
=======
the new lines in their place
>>>>>>> REPLACE

The SEARCH lines must occur in the program exactly once${parts.marked ? ', between EVOLVE-BLOCK-START and EVOLVE-BLOCK-END' : ''}.`;
  return `${first}
${parts.marked ? blockRules(parts.count) : fileRules(parts.count)}
Write all of the code. Never replace a part of it with a comment such as "rest unchanged".`;
}

function blockRules(blocks: number): string {
  return blocks === 1
    ? 'Then write the complete new text between EVOLVE-BLOCK-START and EVOLVE-BLOCK-END, in one fenced block that begins with ```ts.'
    : `Then write the complete new text of each EVOLVE-BLOCK that you change, in a fenced block of its own. Blocks are numbered from 1 to ${blocks} in the order shown; begin the fence with its number, such as \`\`\`ts block 2.`;
}

function fileRules(files: number): string {
  return files === 1
    ? 'Then write the complete new text of the program, in one fenced block that begins with ```ts.'
    : 'Then write the complete new text of each file that you change, in a fenced block of its own that begins with ```ts and the name of the file, such as ```ts main.ts.';
}
