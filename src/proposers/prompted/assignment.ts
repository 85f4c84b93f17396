import type { AnswerFormat } from '../../api/attempt.ts';
import type { Program, Random } from '../../api/program.ts';
import type { Request } from '../../api/proposer.ts';
import type { ModelPlan } from '../../models/plan.ts';
import type { ModelSettings } from '../../models/settings.ts';
import type { CallOptions } from './conversation.ts';
import type { Formats } from './formats.ts';
import type { Ask } from './prompt/asks.ts';
import type { PromptPlan } from './prompt/build.ts';
import { budgetOf, evolvable, type TokenBudget } from './token-budget.ts';

/** Lines of code beyond which replacements are shorter than a rewrite. */
const longProgram = 150;

/** One attempt's task for a model. All randomness is drawn when it is made, so that a replay draws the same. */
export interface Assignment {
  readonly request: Request;
  readonly plan: ModelPlan;
  /** The program to change: the parent, or its failed child. */
  readonly base: Program;
  readonly budget: TokenBudget;
  readonly prompt: PromptPlan;
  readonly seed: number;
}

export function assign(
  ask: Ask,
  request: Request,
  settings: ModelSettings,
  plan: ModelPlan,
  formats: Formats,
): Assignment {
  const { parent, failed, random } = request;
  const base = ask.needs === 'failed' && failed ? failed.program : parent.program;
  const budget = budgetOf(plan, base, settings.answer);
  const [variation, seed] = [random.pick(ask.variations), random.int(2 ** 31)];
  const format = formatOf(settings, base, formats, random);
  const prompt = { ask, variation, format, preamble: plan.preamble, maxTokens: budget.promptTokens };
  return { request, plan, base, budget, prompt, seed };
}

/**
 * Small models rewrite whole blocks: their SEARCH parts fail too often. Large ones replace parts of long programs. A
 * format that keeps failing gives way to the other one.
 */
function formatOf({ format, role }: ModelSettings, base: Program, formats: Formats, random: Random): AnswerFormat {
  if (format !== 'auto') return format;
  const lines = evolvable(base).reduce((sum, text) => sum + text.split('\n').length, 0);
  return formats.choose(role === 'depth' && lines > longProgram ? 'replacements' : 'block', random);
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
