import type { AnswerFormat } from '../../../api/attempt.ts';
import type { Artifacts } from '../../../api/evaluator.ts';
import type { Request, StageTerms } from '../../../api/proposer.ts';
import { type PartGroup, partGroups } from '../../../api/wording.ts';
import { formatNumber } from '../../../format.ts';
import { isScript, languageOf } from '../../../language/index.ts';
import type { Ask } from './asks.ts';
import { renderLimits, renderStages } from './limits.ts';
import { othersFor } from './others.ts';
import { fenced, renderFiles, renderHints, renderIdea, renderLesson, renderScore, shortened } from './render.ts';
import { systemText } from './rules.ts';
import { estimateTokens } from './tokens.ts';

/** The ask of a prompt, the form of the answer, and the size. */
export interface PromptPlan {
  readonly ask: Ask;
  readonly variation: string;
  /** The order of its groups of parts; the usual one where undefined. */
  readonly order?: readonly PartGroup[] | undefined;
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
  /** Numbers of the playbook's items that it shows. */
  readonly shown: readonly number[];
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
  /** The item of the playbook that it shows. */
  readonly item?: number;
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
  const shown = parts.flatMap(({ item }) => item ?? []);
  const user = joinParts(parts);
  return { system, user, dropped, shown, tokens, fits: tokens <= plan.maxTokens, minimal: !leastOf(parts) };
}

function leastOf(parts: readonly PromptPart[]): PromptPart | undefined {
  const valued = parts.filter(({ value }) => value !== undefined);
  return valued.sort((a, b) => (a.value as number) - (b.value as number))[0];
}

function partsOf(request: Request, { ask, variation, order = partGroups }: PromptPlan): readonly PromptPart[] {
  const groups: Readonly<Record<PartGroup, () => readonly PromptPart[]>> = {
    others: () => otherParts(request, ask),
    program: () => (ask.needs === 'failed' ? failedParts(request) : parentParts(request)),
    ideas: () => standingParts(request),
    lessons: () => lessonParts(request),
  };
  return [
    { name: 'problem', text: `# The problem\n\n${request.statement.trim()}` },
    ...interfaceParts(request),
    ...stageParts(request),
    ...contextParts(request),
    ...hintParts(request),
    ...order.flatMap((group) => groups[group]()),
    { name: 'ask', text: `# What to do\n\n${variation}` },
  ];
}

function interfaceParts({ interface: wanted, parent }: Request): readonly PromptPart[] {
  if (!wanted) return [];
  const shown = fenced(wanted, isScript(parent.program.entry) ? 'ts' : '');
  return [{ name: 'interface', text: `The program must have this interface:\n${shown}` }];
}

/** A drive beyond this length, in characters, does more than calling the program: the interface says how it is called. */
const longCall = 1500;

/** How stages call the program, which is left out early, and their limits, which never are. */
function stageParts({ stages = [], parent }: Request): readonly PromptPart[] {
  if (stages.length === 0) return [];
  const calls = [...new Set(stages.map(({ call }) => call))].filter(({ length }) => length <= longCall);
  const shown = fenced(calls.join('\n\n'), isScript(parent.program.entry) ? 'js' : 'sh');
  const part = { name: 'calls', text: `It is called like this, and what comes out is scored:\n${shown}`, value: 3 };
  return [
    ...(calls.length > 0 ? [part] : []),
    ...(isImported(parent.program.entry, stages)
      ? [
          {
            name: 'import',
            text: 'It is imported: write nothing that runs while it is loaded, such as tests and prints.',
          },
        ]
      : []),
    { name: 'limits', text: renderLimits(stages) },
  ];
}

/** Whether a file that needs no build is run by another one: no command names it. */
function isImported(entry: string, stages: readonly StageTerms[]): boolean {
  const isRun = stages.some(({ call, limits }) => !('buildMilliseconds' in limits) || call.includes(entry));
  return languageOf(entry).dynamic === true && !isRun;
}

/** Sentences of the people who run the search; they are never left out. */
function hintParts({ hints = [] }: Request): readonly PromptPart[] {
  if (hints.length === 0) return [];
  return [{ name: 'hints', text: renderHints(hints) }];
}

/** The last file is left out first. */
function contextParts({ context = [] }: Request): readonly PromptPart[] {
  return context.map(({ name, text }, index) => {
    return { name: `context ${name}`, text: `# From the file ${name}\n\n${fenced(text)}`, value: 4 - index / 100 };
  });
}

/** The last program is left out first, the first one long after it; a mate never. */
function otherParts(request: Request, ask: Ask): readonly PromptPart[] {
  const shown = othersFor(request, ask);
  if (shown.length === 0) return [];
  const others = shown.map((other, index): PromptPart => {
    const text = `Another program, ${renderScore(other)}:\n${renderFiles(other.program.files)}`;
    const part = { name: `program #${other.number}`, text };
    return ask.needs === 'mate' && index === 0 ? part : { ...part, value: index === 0 ? 5 : -index };
  });
  return [{ name: 'heading of other programs', text: '# Other programs for this problem' }, ...others];
}

/** The goal, and earlier ideas of models, of which the oldest is left out first. */
function standingParts({ standing, knownBest }: Request): readonly PromptPart[] {
  const best = standing && `The best score of this run so far is ${formatNumber(standing.best)}.`;
  const known = knownBest && `The best known score is ${formatNumber(knownBest.score)} (${knownBest.source}).`;
  const goal = [best, known].filter(Boolean).join(' ');
  const ideas = standing?.ideas ?? [];
  return [
    ...(goal ? [{ name: 'goal', text: goal }] : []),
    {
      name: 'heading of ideas',
      text: 'Ideas that were tried in this run already. Build on those that helped, and repeat none:',
    },
    ...ideas.map((idea, value) => ({
      name: `idea #${idea.number}`,
      text: renderIdea(idea),
      value: value / ideas.length,
    })),
  ];
}

/** Tokens of the playbook's items in a prompt, at most. */
const lessonTokens = 400;

/** Items of the playbook, of which the last is left out first. */
function lessonParts({ lessons = [] }: Request): readonly PromptPart[] {
  let left = lessonTokens;
  const parts = lessons.flatMap((lesson, index): readonly PromptPart[] => {
    const { number } = lesson;
    const text = renderLesson(lesson);
    left -= estimateTokens(text);
    return left < 0 ? [] : [{ name: `lesson ${number}`, text, value: 2 - index / 100, item: number }];
  });
  if (parts.length === 0) return [];
  const heading =
    '# Lessons from earlier attempts\n\nThey were learnt from what was tried. Follow those that fit this program:';
  return [{ name: 'heading of lessons', text: heading }, ...parts];
}

function parentParts({ parent, stages = [] }: Request): readonly PromptPart[] {
  const feedback = parent.feedback?.trim();
  const results = renderStages(parent, stages);
  const head = results ? `score ${formatNumber(parent.score)}\n\nIts stages:\n${results}` : renderScore(parent);
  return [
    { name: 'parent', text: `# The program to change, ${head}` },
    ...(feedback
      ? [{ name: 'feedback', text: `Feedback of its evaluation:\n${fenced(shortened(feedback, 3000))}`, value: 6 }]
      : []),
    ...artifactParts(parent.artifacts),
    // The text comes last: small models copy what follows it in the prompt to the end of their answer.
    { name: 'program', text: `Its text:\n${renderFiles(parent.program.files)}` },
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

/** Parts with a blank line between them, but ideas and lessons on adjacent lines. A heading with nothing under it is left out. */
function joinParts(parts: readonly PromptPart[]): string {
  return parts
    .filter(({ name }, index) => !name.startsWith('heading') || belongs(name, parts[index + 1]))
    .reduce((text, part) => text + (/^(?:idea|lesson) /.test(part.name) ? '\n' : '\n\n') + part.text, '')
    .trim()
    .concat('\n');
}

/** The beginnings of the names of the parts that belong under headings. */
const under: Readonly<Record<string, string>> = {
  'heading of ideas': 'idea ',
  'heading of lessons': 'lesson ',
  'heading of other programs': 'program ',
};

function belongs(heading: string, next: PromptPart | undefined): boolean {
  return next?.name.startsWith(under[heading]!) ?? false;
}
