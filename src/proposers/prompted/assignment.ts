import type { AnswerFormat } from '../../api/attempt.ts';
import type { Program, Random } from '../../api/program.ts';
import type { Request } from '../../api/proposer.ts';
import type { ModelPlan } from '../../models/plan.ts';
import type { ModelSettings } from '../../models/settings.ts';
import type { CallOptions } from './conversation.ts';
import type { Formats } from './formats.ts';
import type { Habits } from './habits.ts';
import { mateOf } from './mate.ts';
import type { Ask } from './prompt/asks.ts';
import type { PromptPlan } from './prompt/build.ts';
import { budgetOf, evolvable, type TokenBudget } from './token-budget.ts';

/** Lines of code beyond which replacements are shorter than a rewrite. */
const longProgram = 150;
/** The same for a change of the model's own answer, which it has just written. */
const longAnswer = 40;

/** One attempt's task for a model. All randomness is drawn when it is made, so that a replay draws the same. */
export interface Assignment {
  readonly request: Request;
  readonly settings: ModelSettings;
  readonly plan: ModelPlan;
  /** The program to change: the parent, or its failed child. */
  readonly base: Program;
  readonly budget: TokenBudget;
  readonly prompt: PromptPlan;
  /** Whether an answer goes back whose program fails when it is run. */
  readonly rescues: boolean;
  readonly seed: number;
}

export function assign(
  ask: Ask,
  request: Request,
  settings: ModelSettings,
  plan: ModelPlan,
  { formats, lengths, rescues }: Habits,
): Assignment {
  const { parent, failed, random } = request;
  const base = ask.needs === 'failed' && failed ? failed.program : parent.program;
  const budget = budgetOf(plan, base, settings.answer, lengths);
  const [usual, seed] = [random.pick(ask.variations), random.int(2 ** 31)];
  const { text: variation = usual, order } = request.wording ?? {};
  const format = formatOf(settings, ask, base, formats, random);
  const pays = rescues.pays(random.next());
  const prompt = { ask, variation, order, format, preamble: plan.preamble, maxTokens: budget.promptTokens };
  return { request: withMateFirst(ask, request), settings, plan, base, budget, prompt, rescues: pays, seed };
}

/** The mate is the first of the other programs that the prompt shows. */
function withMateFirst({ needs }: Ask, request: Request): Request {
  const mate = needs === 'mate' ? mateOf(request) : undefined;
  if (!mate) return request;
  return { ...request, inspirations: [mate, ...request.inspirations.filter((other) => other !== mate)] };
}

/**
 * Small models rewrite whole blocks: their SEARCH parts fail too often. Large ones replace parts of long programs. A
 * format that keeps failing gives way to the other one.
 */
function formatOf(
  { format, role }: ModelSettings,
  { form }: Ask,
  base: Program,
  formats: Formats,
  random: Random,
): AnswerFormat {
  if (format !== 'auto') return format;
  const usual = role === 'depth' && linesOf(base) > longProgram ? 'replacements' : 'block';
  return formats.choose(form ?? usual, random);
}

/** The format of a change of the model's own answer. */
export function replyFormat({ settings: { format, role }, prompt }: Assignment, answer: Program): AnswerFormat {
  if (format !== 'auto') return format;
  return role === 'depth' && linesOf(answer) > longAnswer ? 'replacements' : prompt.format;
}

function linesOf(program: Program): number {
  return evolvable(program).reduce((sum, text) => sum + text.split('\n').length, 0);
}

/** The options of one call; each call of a conversation has a seed of its own. */
export function optionsOf(
  { plan, budget }: Assignment,
  seed: number,
  temperature = plan.sampling.temperature,
): CallOptions {
  const { model, contextTokens, think, deadlines, sampling } = plan;
  const { answerTokens } = budget;
  return { model, contextTokens, answerTokens, think, deadlines, sampling: { ...sampling, temperature, seed } };
}
