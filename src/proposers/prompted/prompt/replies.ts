import type { AnswerFormat } from '../../../api/attempt.ts';
import type { Scored } from '../../../api/evaluation.ts';
import type { StageTerms } from '../../../api/proposer.ts';
import { fenced, shortened } from './render.ts';
import { resultText } from './results.ts';
import { searchReplace } from './rules.ts';

/** How a reply asks for code, and the program to which SEARCH parts refer; that of the first prompt where undefined. */
export interface Wanted {
  readonly format: AnswerFormat;
  readonly base: 'last' | 'best' | undefined;
}

/** Problems of answers in words, by the reason of a refusal or the name of the late gate. */
const problemWords: Readonly<Record<string, string>> = {
  'no-code': 'it has no complete code',
  'no-match': 'its SEARCH lines do not occur in the program',
  ambiguous: 'its SEARCH lines occur more than once',
  syntax: 'its code does not parse',
  'outside-block': 'it changes text that must stay as it is',
  novel: 'it does what was tried before',
  types: 'it fails when it is run, and its types are wrong',
  run: 'it fails when it is run',
};

/** The message that sends back an answer that did not pass a gate: its problem, and what to send again. */
export function buildRepair(problem: string, feedback: string, wanted: Wanted): string {
  const details = fenced(shortened(feedback, 1500));
  const what = `Your answer cannot be used: ${problemWords[problem] ?? problem}.\n${details}`;
  const onward =
    problem === 'novel'
      ? 'Other numbers are tried without you. Change the program in another way.'
      : 'Fix only this and keep your idea.';
  // Small models answer with the words about the idea alone where code was missing.
  const form = problem === 'no-code' && wanted.format === 'block' ? `Send ${wholeBlock}.` : formWords(wanted);
  return `${what}\n\n${onward} ${form}\n`;
}

/** The message that tells the score of an answer and asks for the next step. */
export function buildTurn(
  scored: Scored,
  best: number,
  terms: readonly StageTerms[] | undefined,
  wanted: Wanted,
): string {
  const onward =
    scored.score === best
      ? 'Improve it further: find what limits the score now, and change that.'
      : 'Go back to the best one, and improve it in another way.';
  return `${resultText(scored, best, terms)}\n\n${onward} ${formWords(wanted)}\n`;
}

const programWords = {
  last: 'the program of your last answer',
  best: 'the best program of your answers',
  shown: 'the program as it was shown first',
};

const wholeBlock = 'the complete block, in one fenced block, with nothing left out';

function formWords({ format, base }: Wanted): string {
  if (format === 'block') return `Begin with IDEA: as before, and send ${wholeBlock}.`;
  const again = base ? '' : 'all ';
  return `Begin with IDEA: as before, and send ${again}SEARCH/REPLACE blocks for ${programWords[base ?? 'shown']}, in this form:\n\n${searchReplace}`;
}
