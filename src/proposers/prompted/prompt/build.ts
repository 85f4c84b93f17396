import type { AnswerFormat } from '../../../api/attempt.ts';
import type { Artifacts } from '../../../api/evaluator.ts';
import type { Request } from '../../../api/proposer.ts';
import { isScript } from '../../../language/index.ts';
import type { Ask } from './asks.ts';
import { fenced, renderFiles, renderScore, renderTry, shortened } from './render.ts';
import { systemText } from './rules.ts';
import { estimateTokens } from './tokens.ts';

/** The ask of a prompt, the form of the answer, and the size. */
export interface PromptPlan {
  readonly ask: Ask;
  readonly variation: string;
  readonly format: AnswerFormat;
  /** Text that a family of models needs at the head of the system text. */
  readonly preamble?: string | undefined;
  /** Size at most, by the estimate of `estimateTokens`. */
  readonly maxTokens: number;
}

export interface Prompt {
  readonly system: string;
  readonly user: string;
  /** Names of the parts that were left out. */
  readonly dropped: readonly string[];
  /** Estimated size. */
  readonly tokens: number;
  /** Whether it is within `maxTokens`; if not, nothing more could be left out. */
  readonly fits: boolean;
  /** Whether nothing more can be left out. */
  readonly minimal: boolean;
}

/** A part of the prompt. The one with the lowest value is left out first; one without a value never is. */
interface PromptPart {
  readonly name: string;
  readonly text: string;
  readonly value?: number;
}

/**
 * The prompt for one attempt: a pure function of its arguments. The order is from stable to changing parts, so that
 * servers can reuse the beginning of an earlier prompt: rules, problem, other programs, the parent, its history, the ask.
 */
export function buildPrompt(request: Request, plan: PromptPlan): Prompt {
  const system = systemText(request.parent.program, request.direction, plan.format, plan.preamble);
  let parts = partsOf(request, plan);
  const dropped: string[] = [];
  const tokensOf = () => estimateTokens(system + parts.map(({ text }) => text).join('\n\n'));
  while (tokensOf() > plan.maxTokens) {
    const least = leastOf(parts);
    if (!least) break;
    dropped.push(least.name);
    parts = parts.filter((part) => part !== least);
  }
  const tokens = tokensOf();
  return { system, user: joinParts(parts), dropped, tokens, fits: tokens <= plan.maxTokens, minimal: !leastOf(parts) };
}

function leastOf(parts: readonly PromptPart[]): PromptPart | undefined {
  const valued = parts.filter(({ value }) => value !== undefined);
  return valued.sort((a, b) => (a.value as number) - (b.value as number))[0];
}

function partsOf(request: Request, { ask, variation }: PromptPlan): readonly PromptPart[] {
  return [
    { name: 'problem', text: `# The problem\n\n${request.statement.trim()}` },
    ...interfaceParts(request),
    ...contextParts(request),
    ...hintParts(request),
    ...otherParts(request, ask),
    ...(ask.needs === 'failed' ? failedParts(request) : parentParts(request)),
    ...triedParts(request),
    { name: 'ask', text: `# What to do\n\n${variation}` },
  ];
}

function interfaceParts({ interface: wanted, parent }: Request): readonly PromptPart[] {
  if (!wanted) return [];
  const shown = fenced(wanted, isScript(parent.program.entry) ? 'ts' : '');
  return [{ name: 'interface', text: `The program must have this interface:\n${shown}` }];
}

/** Sentences of the people who run the search; they are never left out. */
function hintParts({ hints = [] }: Request): readonly PromptPart[] {
  if (hints.length === 0) return [];
  const list = hints.map((hint) => `- ${hint.replaceAll('\n', '\n  ')}`).join('\n');
  return [{ name: 'hints', text: `# Hints from the people who run this search\n\n${list}` }];
}

/** The last file is left out first. */
function contextParts({ context = [] }: Request): readonly PromptPart[] {
  return context.map(({ name, text }, index) => {
    return { name: `context ${name}`, text: `# From the file ${name}\n\n${fenced(text)}`, value: 4 - index / 100 };
  });
}

/** The last program is left out first, the first one long after it; a mate never. */
function otherParts({ inspirations }: Request, { needs }: Ask): readonly PromptPart[] {
  if (inspirations.length === 0) return [];
  const others = inspirations.map((other, index): PromptPart => {
    const text = `Another program, ${renderScore(other)}:\n${renderFiles(other.program.files)}`;
    const part = { name: `program #${other.number}`, text };
    return needs === 'mate' && index === 0 ? part : { ...part, value: index === 0 ? 5 : -index };
  });
  return [{ name: 'heading of other programs', text: '# Other programs for this problem' }, ...others];
}

/** The oldest try is left out first. */
function triedParts({ tries = [] }: Request): readonly PromptPart[] {
  if (tries.length === 0) return [];
  const heading = 'Changes of this program that were already tried. Do not repeat them:';
  return [
    { name: 'heading of tries', text: heading },
    ...tries.map((tried, value) => ({ name: `try #${tried.number}`, text: renderTry(tried), value })),
  ];
}

function parentParts({ parent }: Request): readonly PromptPart[] {
  const feedback = parent.feedback?.trim();
  return [
    { name: 'parent', text: `# The program to change, ${renderScore(parent)}\n\n${renderFiles(parent.program.files)}` },
    ...(feedback
      ? [{ name: 'feedback', text: `Feedback of its evaluation:\n${fenced(shortened(feedback, 3000))}`, value: 6 }]
      : []),
    ...artifactParts(parent.artifacts),
  ];
}

/** Artifacts of an evaluation. */
function artifactParts(artifacts: Artifacts = {}): readonly PromptPart[] {
  return Object.entries(artifacts).map(([name, text], index): PromptPart => {
    const shown = `From its evaluation, ${name}:\n${fenced(shortened(text, 4000))}`;
    return { name: `artifact ${name}`, text: shown, value: 3.5 - index / 100 };
  });
}

/** The failed child takes the place of its parent, which is shown before it. */
function failedParts({ parent, failed }: Request): readonly PromptPart[] {
  const { summary = '', result = '', feedback = '', program, artifacts } = failed ?? {};
  const origin = `# A program that works, ${renderScore(parent)}\n\n${renderFiles(parent.program.files)}`;
  const said = fenced(shortened([summary, result, feedback].filter(Boolean).join('\n'), 3000));
  return [
    { name: 'parent', text: origin, value: 6 },
    {
      name: 'failed program',
      text: `# The program to change, a version of the one above that fails\n\n${renderFiles(program?.files ?? {})}`,
    },
    { name: 'failure', text: `Purpose of its change, and how it fails:\n${said}` },
    ...artifactParts(artifacts),
  ];
}

/** Parts with a blank line between them, but tries on adjacent lines. A heading with nothing under it is left out. */
function joinParts(parts: readonly PromptPart[]): string {
  return parts
    .filter(({ name }, index) => !name.startsWith('heading') || belongs(name, parts[index + 1]))
    .reduce((text, part) => text + (part.name.startsWith('try ') ? '\n' : '\n\n') + part.text, '')
    .trim()
    .concat('\n');
}

function belongs(heading: string, next: PromptPart | undefined): boolean {
  return next?.name.startsWith(heading === 'heading of tries' ? 'try ' : 'program ') ?? false;
}

/** Problems of answers in words, by the reason of a refusal or the name of a late gate. */
const problemWords: Readonly<Record<string, string>> = {
  'no-code': 'it has no complete code',
  'no-match': 'its SEARCH lines do not occur in the program',
  ambiguous: 'its SEARCH lines occur more than once',
  syntax: 'its code does not parse',
  'outside-block': 'it changes text that must stay as it is',
  types: 'its types are wrong',
  smoke: 'it fails when it is run',
};

/** The message that sends back an answer that did not pass a gate: its problem, and what to send again. */
export function buildRepair(problem: string, feedback: string, format: AnswerFormat): string {
  const again =
    format === 'replacements'
      ? 'Send all SEARCH/REPLACE blocks again, for the program as it was shown first.'
      : 'Send the complete block again, in one fenced block, with nothing left out.';
  const details = fenced(shortened(feedback, 1500));
  return `Your answer cannot be used: ${problemWords[problem] ?? problem}.\n${details}\n\nFix only this and keep your idea. ${again}\n`;
}
