import type { Exchange } from '../../api/attempt.ts';
import type { Reflection, ReflectionRequest } from '../../api/reflection.ts';
import { lessonsIn } from '../../change/lessons.ts';
import type { Askable } from '../../models/askable.ts';
import { type ModelPlan, planOf } from '../../models/plan.ts';
import { type CallOptions, ModelConversation } from './conversation.ts';
import { buildReflection, forms } from './prompt/reflection.ts';
import { Seat } from './seat.ts';
import { templateTokens } from './token-budget.ts';

/** Tokens of an answer without thinking: a few lines. */
const usualAnswer = 600;

/** Asks a model what is to be learnt. An answer without a line that can be read goes back once. */
export async function reflectWith(
  model: Askable,
  request: ReflectionRequest,
  signal: AbortSignal,
): Promise<Reflection> {
  const plan = planOf(model.settings, model.thinks);
  const conversation = new ModelConversation(model.call, signal, undefined, model.timed);
  using own = new DisposableStack();
  const seat = (request.held ?? own).use(new Seat(model.acquire, signal));
  const options = optionsOf(plan, request.seed);
  const prompt = buildReflection(request, plan.preamble, plan.contextTokens - options.answerTokens - templateTokens);
  await seat.take();
  const first = await conversation.open(prompt, undefined, options);
  const changes = changesIn(first, request);
  if (changes || first.failure || plan.repairs === 0)
    return { changes: changes ?? [], exchanges: conversation.exchanges };
  const second = await conversation.reply(`I can read no line of this. ${forms}`, {}, options);
  return { changes: changesIn(second, request) ?? [], exchanges: conversation.exchanges };
}

function changesIn({ answer, failure }: Exchange, { items, happenings }: ReflectionRequest) {
  const known = { items: new Set(items.map(({ number }) => number)), happenings };
  return failure ? undefined : lessonsIn(answer, known);
}

function optionsOf(plan: ModelPlan, seed: number): CallOptions {
  const { model, contextTokens, think, thinks, deadlines, sampling } = plan;
  const wanted = usualAnswer + (thinks ? contextTokens / 4 : 0);
  const answerTokens = Math.floor(Math.min(wanted, contextTokens / 2));
  return { model, contextTokens, answerTokens, think, deadlines, sampling: { ...sampling, seed } };
}
