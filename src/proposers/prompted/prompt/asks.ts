import type { AnswerFormat } from '../../../api/attempt.ts';

/** A kind of request to a model; an arm of the bandit. */
export interface Ask {
  readonly name: string;
  /** One is drawn for each prompt, so that the same parent is not asked for the same thing each time. */
  readonly variations: readonly string[];
  /**
   * What there must be beside a parent. `mate`: the first inspiration becomes a second parent. `failed`: a child of the
   * parent that failed, which is changed in its place.
   */
  readonly needs?: 'mate' | 'failed';
}

/** Everything a model can be asked for, in the order of the arms. */
export const asks: readonly Ask[] = [
  {
    name: 'improve',
    variations: [
      'Make one change that should raise the score. Find what limits it now, and change that.',
      'Look at the metrics and the feedback: what costs the most score? Mend that first.',
      'Think of the next best known technique for this problem, and build it into the program.',
      'Keep the approach and make it more exact: better constants, better order, better treatment of special cases.',
    ],
  },
  {
    name: 'rewrite',
    variations: [
      'Write it anew with the same idea, done better: other data structures, other order of work, no leftovers.',
      'Write it anew as an expert of this field would, keeping what makes the score good.',
    ],
  },
  {
    name: 'explore',
    variations: [
      'Try an approach that none of the programs above uses, even if its first score may be lower.',
      'Question the main assumption of the program and try the opposite.',
      'Take a method from another field that solves a problem of the same form.',
    ],
  },
  {
    name: 'combine',
    needs: 'mate',
    variations: [
      'Combine the program with the first of the other programs: take from each what it does better.',
      "Carry the main idea of the first of the other programs over into the program, in the program's own way.",
    ],
  },
  {
    name: 'simplify',
    variations: [
      'Make it simpler without losing score: remove what does not help, merge what is alike.',
      'Remove the part that contributes least, and spend what is gained on the part that contributes most.',
    ],
  },
  {
    name: 'mend',
    needs: 'failed',
    variations: [
      'Find the cause of the failure and mend it. Keep what the change was meant to do.',
      'Do what the change was meant to do in another way, one that cannot fail like that.',
    ],
  },
];

/** What may change, as far as the rules have to say: so many blocks, or so many files where there are no markers. */
export interface Places {
  readonly marked: boolean;
  readonly count: number;
}

/** The rules about the form of an answer. */
export function formatRules(format: AnswerFormat, places: Places): string {
  const first = 'Begin your answer with one line: IDEA: what you change and why it should help.';
  if (format === 'replacements')
    return `${first}
Then give your changes as one to three SEARCH/REPLACE blocks, in exactly this form:

<<<<<<< SEARCH
lines of the program as they are, copied exactly
=======
the lines that take their place
>>>>>>> REPLACE

The SEARCH lines must stand in the program exactly once${places.marked ? ', between EVOLVE-BLOCK-START and EVOLVE-BLOCK-END' : ''}.`;
  return `${first}
${places.marked ? blockRules(places.count) : fileRules(places.count)}
Write all of the code: never leave out a part with a comment such as "rest unchanged".`;
}

function blockRules(blocks: number): string {
  return blocks === 1
    ? 'Then give the complete new text of what stands between EVOLVE-BLOCK-START and EVOLVE-BLOCK-END, in one fenced block that begins with ```ts.'
    : `Then give the complete new text of each EVOLVE-BLOCK that you change, in a fenced block of its own. Blocks are counted from 1 to ${blocks} in the order shown; begin the fence with its number, such as \`\`\`ts block 2.`;
}

function fileRules(files: number): string {
  return files === 1
    ? 'Then give the complete new text of the program, in one fenced block that begins with ```ts.'
    : 'Then give the complete new text of each file that you change, in a fenced block of its own that begins with ```ts and the name of the file, such as ```ts main.ts.';
}
