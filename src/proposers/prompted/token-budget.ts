import type { Program } from '../../api/program.ts';
import { regionsOf } from '../../language/program.ts';
import type { ModelPlan } from '../../models/plan.ts';
import { estimateTokens } from './prompt/tokens.ts';

/** Tokens of the complaint about an answer, at most. */
const complaintTokens = 600;
/** Tokens that templates of servers add to a conversation. */
const templateTokens = 64;

/** How the tokens of a model's context are shared out for one program. */
export interface TokenBudget {
  readonly contextTokens: number;
  /** At most for an answer, thinking included. */
  readonly answerTokens: number;
  /** At most for the first prompt: the rest beside the answer. */
  readonly promptTokens: number;
  /** Added to the conversation by a first repair. */
  readonly repairTokens: number;
  /** Needed in the context beside the prompt, so that a whole answer fits. */
  readonly besidePrompt: number;
}

/** `answer`: the tokens of an answer that the user set. */
export function budgetOf(plan: ModelPlan, parent: Program, answer: number | undefined): TokenBudget {
  const { contextTokens, repairs, thinks } = plan;
  const code = estimateTokens(evolvable(parent).join('\n'));
  const wanted = answer ?? Math.max(512, 2 * code + 200) + (thinks ? contextTokens / 4 : 0);
  const answerTokens = Math.floor(Math.min(wanted, contextTokens / 2));
  return {
    contextTokens,
    answerTokens,
    promptTokens: contextTokens - answerTokens - templateTokens,
    repairTokens: repairs > 0 ? Math.min(answerTokens, code + 200) + complaintTokens : 0,
    besidePrompt: wanted + templateTokens,
  };
}

/** Whether a complaint and another answer still fit behind a conversation. */
export function leavesRoom({ contextTokens, answerTokens }: TokenBudget, conversation: string): boolean {
  return estimateTokens(conversation) + complaintTokens + answerTokens <= contextTokens;
}

/** The texts of a program that may change. */
export function evolvable(program: Program): readonly string[] {
  return Object.entries(regionsOf(program)).flatMap(([name, regions]) =>
    regions.map(({ start, end }) => (program.files[name] as string).slice(start, end)),
  );
}
