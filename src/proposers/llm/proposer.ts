import type { Exchange, Refused } from '../../api/attempt.ts';
import type { Files } from '../../api/program.ts';
import type { Proposal, Proposer, Request } from '../../api/proposer.ts';
import { applyAnswer, type Change, ideaOf } from '../../patch/answer.ts';
import { admit } from '../../patch/gates.ts';
import { refuse } from '../../patch/refuse.ts';
import type { AnswerFormat, Ask } from '../../prompt/asks.ts';
import { buildPrompt, buildRepair, type PromptPlan } from '../../prompt/build.ts';
import { estimateTokens } from '../../prompt/tokens.ts';
import { regionsOf } from '../../syntax/blocks.ts';
import { type Call, type CallOptions, Conversation } from './conversation.ts';
import { familyOf } from './families.ts';
import type { ModelRequest } from './provider.ts';
import { type ModelSettings, roleDefaults } from './settings.ts';
import type { Spending } from './spending.ts';

/** A model that can be asked. */
export interface Askable {
  readonly settings: ModelSettings;
  readonly call: Call;
  /** Whether its server knows a switch for thinking; undefined where that is not known. */
  readonly thinks?: boolean | undefined;
  /** Whether durations are recorded. */
  readonly timed: boolean;
  readonly spending: Spending;
}

/** Reasons for which an answer goes back to the model: its mistake can be told from its own text. */
const repairable = new Set(['no-code', 'no-match', 'ambiguous', 'syntax', 'outside-block']);
/** SEARCH parts that fail before the whole block is asked for instead. */
const failedSearches = 2;
/** Lines of code beyond which replacements are shorter than a rewrite. */
const longProgram = 150;

/** One kind of ask, put to one model. All its randomness is drawn before it asks, so a replay draws the same. */
export function promptedProposer(ask: Ask, model: Askable): Proposer {
  return {
    name: ask.name,
    async propose(request, signal) {
      const [mate] = request.inspirations;
      if (ask.needsMate && !mate) return refuse('no-mate', 'there is no other program to combine with');
      const conversation = new Conversation(model.call, signal, request.exchanges, model.timed);
      const proposal = await converse(ask, model, request, conversation);
      const { exchanges } = conversation;
      if (proposal.status === 'refused') return { ...proposal, exchanges };
      return { ...proposal, ...(ask.needsMate && mate && { mate: mate.number }), exchanges };
    },
  };
}

/** Asks, and sends refused answers back with what is wrong with them, until one is a child or the rounds are over. */
async function converse(ask: Ask, model: Askable, request: Request, conversation: Conversation): Promise<Proposal> {
  const { settings } = model;
  const { parent, random } = request;
  const [variation, seed] = [random.pick(ask.variations), random.int(2 ** 31)];
  const limits = limitsOf(settings, parent.files);
  let format = formatOf(settings, parent.files);
  const plan: PromptPlan = { ask, variation, format, preamble: preambleOf(settings), room: limits.room };
  let exchange = await askFirst(conversation, request, plan, optionsOf(model, limits.answerTokens, seed));
  const seen = new Set<string>();
  for (let round = 1, searches = 0; ; round++) {
    const idea = ideaOf(exchange.answer) || ask.name;
    const change = readAnswer(parent.files, exchange);
    if (change.status === 'changed') return { status: 'proposed', files: change.files, summary: idea };
    const { reason, feedback } = change;
    const complaint = `${reason}: ${feedback}`;
    const fits = estimateTokens(conversation.text) + 2 * limits.answerTokens <= limits.contextTokens;
    if (!repairable.has(reason) || round > limits.repairs || seen.has(complaint) || !fits)
      return { ...change, summary: idea };
    seen.add(complaint);
    if ((reason === 'no-match' || reason === 'ambiguous') && ++searches >= failedSearches) format = 'block';
    const options = optionsOf(model, limits.answerTokens, seed + round, 0.3);
    exchange = await conversation.reply(buildRepair(reason, feedback, format), options);
  }
}

/** The first question; where the server says that it is too long, once more with less. */
async function askFirst(
  conversation: Conversation,
  request: Request,
  plan: PromptPlan,
  options: CallOptions,
): Promise<Exchange> {
  const first = buildPrompt(request, plan);
  const exchange = await conversation.open(first.system, first.user, first.dropped, options);
  const { failure } = exchange;
  if (failure?.kind !== 'too-long') return exchange;
  const { prompt, context } = failure.counted ?? { prompt: 2, context: 1 + options.answerTokens / plan.room };
  const share = Math.max(0.1, (context - options.answerTokens) / prompt);
  const shorter = buildPrompt(request, { ...plan, room: 0.95 * share * first.tokens });
  if (shorter.dropped.length === first.dropped.length) return exchange;
  return await conversation.open(shorter.system, shorter.user, shorter.dropped, options);
}

/** The child that an exchange gives, or why there is none. */
function readAnswer(parent: Files, { answer, stop, failure }: Exchange): Change | Refused {
  if (failure) return refuse('no-answer', `${failure.kind}: ${failure.message}`);
  const change = applyAnswer(parent, answer, stop === 'length');
  if (change.status === 'refused') return change;
  const admission = admit(parent, change.files);
  return admission.status === 'refused' ? admission : change;
}

/** Tokens: of the context, of an answer, and what they leave for the prompt. */
function limitsOf(settings: ModelSettings, parent: Files) {
  const { contextTokens, repairs, think } = roleDefaults(settings);
  const code = estimateTokens(evolvable(parent).join('\n'));
  const thoughts = think && familyOf(settings.name).thinking !== 'none' ? contextTokens / 4 : 0;
  const wanted = settings.answer ?? Math.max(512, 2 * code + 200) + thoughts;
  const answerTokens = Math.floor(Math.min(wanted, contextTokens / 2));
  return { contextTokens, repairs, answerTokens, room: contextTokens - answerTokens - 64 };
}

function evolvable(files: Files): readonly string[] {
  return Object.entries(regionsOf(files)).flatMap(([name, regions]) =>
    regions.map(({ start, end }) => (files[name] as string).slice(start, end)),
  );
}

/** Small models rewrite whole blocks: their SEARCH parts fail too often. Large ones replace parts of long programs. */
function formatOf({ format, role }: ModelSettings, parent: Files): AnswerFormat {
  if (format !== 'auto') return format;
  const lines = evolvable(parent).reduce((sum, text) => sum + text.split('\n').length, 0);
  return role === 'depth' && lines > longProgram ? 'replacements' : 'block';
}

function preambleOf(settings: ModelSettings): string | undefined {
  return roleDefaults(settings).think ? familyOf(settings.name).preamble : undefined;
}

function optionsOf(model: Askable, answerTokens: number, seed: number, temperature?: number): CallOptions {
  const { settings } = model;
  const { contextTokens, deadlines } = roleDefaults(settings);
  const { sampling } = familyOf(settings.name);
  return {
    model: settings.name,
    sampling: {
      ...sampling,
      temperature: temperature ?? settings.temperature ?? sampling.temperature,
      minP: settings.role === 'breadth' ? Math.max(sampling.minP, 0.05) : sampling.minP,
      repeatPenalty: 1,
      seed,
    },
    ...{ contextTokens, answerTokens, think: thinkOf(model), deadlines },
  };
}

/** What is sent for thinking: nothing to models that have no switch, since servers refuse it. */
function thinkOf({ settings, thinks }: Askable): ModelRequest['think'] {
  const { think } = roleDefaults(settings);
  const { thinking } = familyOf(settings.name);
  if (thinking === 'levels') return think ? 'medium' : 'low';
  if (thinks === undefined) return thinking === 'switch' ? settings.think : undefined;
  return thinks ? thinking === 'switch' && think : undefined;
}
