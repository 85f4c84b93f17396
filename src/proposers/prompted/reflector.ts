import type { MemoryDelta } from '../../api/attempt.ts';
import type { LessonsRequest, Reflection, ReflectionRequest, RewordingRequest } from '../../api/reflection.ts';
import { lessonsIn } from '../../change/lessons.ts';
import { wordingIn } from '../../change/wording.ts';
import type { Askable } from '../../models/askable.ts';
import { type ModelPlan, planOf } from '../../models/plan.ts';
import { type CallOptions, ModelConversation } from './conversation.ts';
import type { Prompt } from './prompt/build.ts';
import { buildReflection, formsOf } from './prompt/reflection.ts';
import { buildRewording, wordingForm } from './prompt/rewording.ts';
import { Seat } from './seat.ts';
import { templateTokens } from './token-budget.ts';

/** Tokens of an answer without thinking: a few lines. */
const usualAnswer = 600;

/** A question to a model, and the reading of its answer. */
interface Question {
  prompt(preamble: string | undefined, maxTokens: number): Prompt;
  /** The form of an answer, in words. */
  readonly form: string;
  /** Undefined where nothing in the answer can be read. */
  read(answer: string): MemoryDelta | undefined;
  /** Recorded where nothing was learnt. */
  readonly nothing: MemoryDelta;
}

/** Asks a model what is to be learnt. An answer that cannot be read goes back once. */
export async function reflectWith(
  model: Askable,
  request: ReflectionRequest,
  signal: AbortSignal,
): Promise<Reflection> {
  const plan = planOf(model.settings, model.thinks);
  const question = questionOf(request);
  const conversation = new ModelConversation(model.call, signal, undefined, model.timed);
  using own = new DisposableStack();
  const seat = (request.held ?? own).use(new Seat(model.acquire, signal, request.held));
  const options = optionsOf(plan, request.seed);
  const prompt = question.prompt(plan.preamble, plan.contextTokens - options.answerTokens - templateTokens);
  await seat.take();
  const first = await conversation.open(prompt, undefined, options);
  let delta = question.read(first.answer);
  if (!delta && !first.failure && plan.repairs > 0) {
    const second = await conversation.reply(`I cannot read this. ${question.form}`, {}, options);
    delta = question.read(second.answer);
  }
  return { delta: delta ?? question.nothing, exchanges: conversation.exchanges };
}

function questionOf(request: ReflectionRequest): Question {
  return request.about === 'lessons' ? aboutLessons(request) : aboutWordings(request);
}

function aboutLessons(request: LessonsRequest): Question {
  const { items, happenings } = request;
  const known = { items: new Set(items.map(({ number }) => number)), happenings };
  return {
    prompt: (preamble, maxTokens) => buildReflection(request, preamble, maxTokens),
    form: formsOf(request),
    read(answer) {
      const playbook = lessonsIn(answer, known);
      return playbook && { playbook };
    },
    nothing: { playbook: [] },
  };
}

function aboutWordings(request: RewordingRequest): Question {
  const { wordings, order } = request;
  const ask = wordings[0]?.ask ?? '';
  return {
    prompt: (preamble, maxTokens) => buildRewording(request, preamble, maxTokens),
    form: wordingForm,
    read(answer) {
      const text = wordingIn(answer);
      return text === undefined ? undefined : { wordings: [{ ask, text, order }] };
    },
    nothing: { wordings: [] },
  };
}

function optionsOf(plan: ModelPlan, seed: number): CallOptions {
  const { model, contextTokens, think, thinks, deadlines, sampling } = plan;
  const wanted = usualAnswer + (thinks ? contextTokens / 4 : 0);
  const answerTokens = Math.floor(Math.min(wanted, contextTokens / 2));
  return { model, contextTokens, answerTokens, think, deadlines, sampling: { ...sampling, seed } };
}
