import type { Program } from '../../api/program.ts';
import { regionsOf } from '../../language/program.ts';
import type { ModelPlan } from '../../models/plan.ts';
import type { Lengths } from './lengths.ts';
import { estimateTokens } from './prompt/tokens.ts';

/** Tokens of the complaint about an answer, at most. */
const complaintTokens = 600;
/** Tokens that templates of servers add to a conversation. */
export const templateTokens = 64;

/** How the tokens of a model's context are shared out for one program. */
export interface TokenBudget {
  readonly contextTokens: number;
  /** At most for an answer, thinking included. */
  readonly answerTokens: number;
  /** At most for the first prompt: the rest beside the answer. */
  readonly promptTokens: number;
  /** Likely size of an answer. */
  readonly usualTokens: number;
  /** Added to the conversation by a first repair. */
  readonly repairTokens: number;
  /** Needed in the context beside the prompt, so that a whole answer fits. */
  readonly besidePrompt: number;
}

/**
 * An answer may be twice as long as the model's usual ones, or as the parent where that is longer. `answer`: the tokens of
 * an answer that the user set.
 */
export function budgetOf(
  plan: ModelPlan,
  parent: Program,
  answer: number | undefined,
  { mean = 0 }: Pick<Lengths, 'mean'>,
): TokenBudget {
  const { contextTokens, repairs, thinks } = plan;
  const code = estimateTokens(evolvable(parent).join('\n'));
  const first = Math.max(512, 2 * code + 200) + (thinks ? contextTokens / 4 : 0);
  const wanted = answer ?? Math.max(first, 2 * mean);
  const answerTokens = Math.floor(Math.min(wanted, contextTokens / 2));
  return {
    contextTokens,
    answerTokens,
    usualTokens: Math.min(answerTokens, mean || code + 200),
    promptTokens: contextTokens - answerTokens - templateTokens,
    repairTokens: repairs > 0 ? Math.min(answerTokens, Math.max(code + 200, mean)) + complaintTokens : 0,
    besidePrompt: wanted + templateTokens,
  };
}

/** Whether a complaint and another answer of a usual length still fit behind a conversation. */
export function leavesRoom({ contextTokens, usualTokens }: TokenBudget, conversation: string): boolean {
  return estimateTokens(conversation) + complaintTokens + usualTokens <= contextTokens;
}

/** The texts of a program that may change. */
export function evolvable(program: Program): readonly string[] {
  return Object.entries(regionsOf(program)).flatMap(([name, regions]) =>
    regions.map(({ start, end }) => (program.files[name] as string).slice(start, end)),
  );
}
