import type { Exchange } from '../../api/attempt.ts';
import { type Assignment, optionsOf } from './assignment.ts';
import type { ModelConversation } from './conversation.ts';
import { buildPrompt, type Prompt } from './prompt/build.ts';
import type { TokenBudget } from './token-budget.ts';

/** Asks the first question; where the server says that it is too long, once more with less. */
export async function askFirst(assignment: Assignment, conversation: ModelConversation): Promise<Exchange> {
  const { request, prompt, budget, seed } = assignment;
  const ask = (asked: Prompt, minimal: boolean) => {
    const requiredContext = minimal ? requiredContextOf(asked, assignment) : undefined;
    return conversation.open(asked, prompt.format, { ...optionsOf(assignment, seed), requiredContext });
  };
  const first = firstPrompt(assignment);
  const exchange = await ask(first, first.minimal);
  if (exchange.failure?.kind !== 'too-long') return exchange;
  const maxTokens = 0.95 * fittingShare(exchange.failure, budget) * first.tokens;
  const shorter = buildPrompt(request, { ...prompt, maxTokens });
  if (!conversation.goesOn(shorter.dropped.length > first.dropped.length)) return exchange;
  return await ask(shorter, true);
}

/** Leaves room for a repair where optional parts can make it. */
function firstPrompt({ request, prompt, budget }: Assignment): Prompt {
  const lean = buildPrompt(request, { ...prompt, maxTokens: prompt.maxTokens - budget.repairTokens });
  return lean.fits ? lean : buildPrompt(request, prompt);
}

/** The share of a prompt that fits, as the server counted; a half where it did not. */
function fittingShare({ counted }: NonNullable<Exchange['failure']>, { answerTokens }: TokenBudget): number {
  return counted ? Math.max(0.1, (counted.context - answerTokens) / counted.prompt) : 0.5;
}

/** The context to ask the user for. An ask that shows two programs says nothing: one of them alone may fit. */
function requiredContextOf({ tokens }: Prompt, { prompt, budget }: Assignment): number | undefined {
  if (prompt.ask.needs) return undefined;
  return 1024 * Math.ceil(Math.max(budget.contextTokens, tokens + budget.besidePrompt) / 1024);
}
