import type { AnswerFormat, Exchange, Refused } from '../../api/attempt.ts';
import type { Program, Random } from '../../api/program.ts';
import type { Proposal, Proposer, Request } from '../../api/proposer.ts';
import { type Change, ideaOf } from '../../change/answer.ts';
import { refuse } from '../../change/refuse.ts';
import { regionsOf } from '../../language/javascript/blocks.ts';
import type { TypeChecker } from '../../language/javascript/type-check.ts';
import { familyOf } from '../../models/families.ts';
import type { ModelRequest } from '../../models/provider.ts';
import { type ModelSettings, roleDefaults } from '../../models/settings.ts';
import type { Spending } from '../../models/spending.ts';
import { type Call, type CallOptions, Conversation } from './conversation.ts';
import type { Formats } from './formats.ts';
import { readAnswer, tryOut } from './gates.ts';
import type { Ask } from './prompt/asks.ts';
import { buildPrompt, buildRepair, type Prompt, type PromptPlan } from './prompt/build.ts';
import { estimateTokens } from './prompt/tokens.ts';

/** A model that can be asked. */
export interface Askable {
  readonly settings: ModelSettings;
  readonly call: Call;
  /** Whether its server knows a switch for thinking; undefined where that is not known. */
  readonly thinks?: boolean | undefined;
  /** Whether durations are recorded. */
  readonly timed: boolean;
  readonly spending: Spending;
  /** Absent in a replay: what it said is in the record. */
  readonly types?: TypeChecker;
}

/** SEARCH parts that fail before the whole block is asked for instead. */
const failedSearches = 2;
/** Tokens in which a model is told what is wrong with its answer, at most. */
const complaintTokens = 600;
/** Lines of code beyond which replacements are shorter than a rewrite. */
const longProgram = 150;

/** One kind of ask, put to one model. All its randomness is drawn before it asks, so a replay draws the same. */
export function promptedProposer(ask: Ask, model: Askable, formats: Formats): Proposer {
  return {
    name: ask.name,
    async propose(request, signal) {
      const [mate] = request.inspirations;
      const { failed } = request;
      if (ask.needs === 'mate' && !mate) return refuse('no-mate', 'there is no other program to combine with');
      if (ask.needs === 'failed' && !failed)
        return refuse('no-mate', 'no child of the program is known to have failed');
      const conversation = new Conversation(model.call, signal, request.exchanges, model.timed);
      const proposal = await converse(ask, model, formats, request, conversation);
      const said = { exchanges: conversation.exchanges, ...(ask.needs === 'failed' && { mends: failed!.number }) };
      if (proposal.status === 'refused') return { ...proposal, ...said };
      return { ...proposal, ...(ask.needs === 'mate' && { mate: mate!.number }), ...said };
    },
  };
}

/**
 * Asks, and sends answers that do not pass a gate back with what is wrong with them, until one does or the rounds are over.
 * The last one that passed the early gates is proposed: what is wrong with it is then for its evaluation to say.
 */
async function converse(
  ask: Ask,
  model: Askable,
  formats: Formats,
  request: Request,
  conversation: Conversation,
): Promise<Proposal> {
  const { settings } = model;
  const { parent, random } = request;
  const base = ask.needs === 'failed' && request.failed ? request.failed.program : parent.program;
  const [variation, seed] = [random.pick(ask.variations), random.int(2 ** 31)];
  const limits = limitsOf(model, base);
  let format = formatOf(settings, base, formats, random);
  const plan: PromptPlan = { ask, variation, format, preamble: preambleOf(settings), room: limits.room };
  let exchange = await askFirst(conversation, request, plan, limits, optionsOf(model, limits.answerTokens, seed));
  const seen = new Set<string>();
  let passed: { readonly change: Change; readonly answer: string } | undefined;
  for (let round = 1, searches = 0; ; round++) {
    const tokens = estimateTokens(conversation.text) + complaintTokens + limits.answerTokens;
    const again = tokens <= limits.contextTokens && round <= limits.repairs;
    const early = readAnswer(parent.program, base, exchange);
    if (early.change.status === 'changed') passed = { change: early.change, answer: exchange.answer };
    const late = early.change.status === 'changed' && again;
    const { change, gate, repairable } = late
      ? await tryOut(request, model.types, early.change as Change, exchange)
      : early;
    if (gate) conversation.stopped(gate);
    const complaint = `${gate?.name}: ${gate?.feedback}`;
    if (!conversation.goesOn(gate !== undefined && repairable && again && !seen.has(complaint)))
      return { ...proposalOf(passed?.change ?? change), summary: ideaOf((passed ?? exchange).answer) || ask.name };
    seen.add(complaint);
    const problem = change.status === 'refused' ? change.reason : (gate?.name ?? '');
    if ((problem === 'no-match' || problem === 'ambiguous') && ++searches >= failedSearches) format = 'block';
    const options = optionsOf(model, limits.answerTokens, seed + round, 0.3);
    exchange = await conversation.reply(buildRepair(problem, gate?.feedback ?? '', format), format, options);
  }
}

function proposalOf(change: Change | Refused) {
  return change.status === 'refused' ? change : ({ status: 'proposed', files: change.files } as const);
}

/**
 * The first question, with room for a repair where that can be had by leaving out what can go; where the server says
 * that it is too long, once more with less.
 */
async function askFirst(
  conversation: Conversation,
  request: Request,
  plan: PromptPlan,
  { repair, besides, contextTokens }: Limits,
  options: CallOptions,
): Promise<Exchange> {
  // Two programs, as some asks have to show, may be too much where one is not.
  const needs = ({ tokens, least }: Prompt) =>
    least && !plan.ask.needs ? { needs: 1024 * Math.ceil(Math.max(contextTokens, tokens + besides) / 1024) } : {};
  const lean = buildPrompt(request, { ...plan, room: plan.room - repair });
  const first = lean.fits ? lean : buildPrompt(request, plan);
  const exchange = await conversation.open(first, plan.format, { ...options, ...needs(first) });
  const { failure } = exchange;
  if (failure?.kind !== 'too-long') return exchange;
  const { counted } = failure;
  const share = counted ? Math.max(0.1, (counted.context - options.answerTokens) / counted.prompt) : 0.5;
  const shorter = buildPrompt(request, { ...plan, room: 0.95 * share * first.tokens });
  if (!conversation.goesOn(shorter.dropped.length > first.dropped.length)) return exchange;
  return await conversation.open(shorter, plan.format, { ...options, ...needs({ ...shorter, least: true }) });
}

type Limits = ReturnType<typeof limitsOf>;

/**
 * Tokens: of the context, of an answer, what they leave for the prompt, what a first repair adds to it, and what there
 * should be beside it.
 */
function limitsOf(model: Askable, parent: Program) {
  const { settings } = model;
  const { contextTokens, repairs } = roleDefaults(settings);
  const code = estimateTokens(evolvable(parent).join('\n'));
  const thoughts = willThink(model) ? contextTokens / 4 : 0;
  const wanted = settings.answer ?? Math.max(512, 2 * code + 200) + thoughts;
  const answerTokens = Math.floor(Math.min(wanted, contextTokens / 2));
  const repair = repairs > 0 ? Math.min(answerTokens, code + 200) + complaintTokens : 0;
  return {
    contextTokens,
    repairs,
    answerTokens,
    room: contextTokens - answerTokens - 64,
    repair,
    besides: wanted + 64,
  };
}

function evolvable(program: Program): readonly string[] {
  return Object.entries(regionsOf(program)).flatMap(([name, regions]) =>
    regions.map(({ start, end }) => (program.files[name] as string).slice(start, end)),
  );
}

/**
 * Small models rewrite whole blocks: their SEARCH parts fail too often. Large ones replace parts of long programs. What
 * keeps failing gives way to the other format.
 */
function formatOf({ format, role }: ModelSettings, parent: Program, formats: Formats, random: Random): AnswerFormat {
  if (format !== 'auto') return format;
  const lines = evolvable(parent).reduce((sum, text) => sum + text.split('\n').length, 0);
  return formats.choose(role === 'depth' && lines > longProgram ? 'replacements' : 'block', random);
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

/** Whether it will think before it answers, by what it is and what is sent to it. */
function willThink({ settings, thinks }: Askable): boolean {
  const { think } = roleDefaults(settings);
  const { thinking, unasked } = familyOf(settings.name);
  if (thinking === 'levels') return true;
  if (thinking !== 'switch') return thinking === 'system' && think;
  return thinks === undefined ? (settings.think ?? unasked ?? think) : thinks && think;
}
