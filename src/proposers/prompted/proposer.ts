import { type Exchange, type Refused, refuse } from '../../api/attempt.ts';
import type { Proposal, Proposer, Request } from '../../api/proposer.ts';
import { type Change, ideaOf } from '../../change/answer.ts';
import type { Checker } from '../../language/checker.ts';
import type { Askable } from '../../models/askable.ts';
import { planOf } from '../../models/plan.ts';
import { type Assignment, assign, optionsOf } from './assignment.ts';
import { ModelConversation } from './conversation.ts';
import { askFirst } from './first-question.ts';
import type { Formats } from './formats.ts';
import { type GateResult, readAnswer, tryOut } from './gates.ts';
import type { Ask } from './prompt/asks.ts';
import { Repairs } from './repairs.ts';
import { Seat } from './seat.ts';
import { leavesRoom } from './token-budget.ts';

/** Sampling temperature of repairs: they keep the idea and change only its form. */
const repairTemperature = 0.3;

/** One kind of ask, put to one model. */
export function promptedProposer(ask: Ask, model: Askable, formats: Formats): Proposer {
  const plan = planOf(model.settings, model.thinks);
  return {
    name: ask.name,
    async propose(request, signal) {
      const missing = missingFor(ask, request);
      if (missing) return missing;
      const conversation = new ModelConversation(model.call, signal, request.exchanges, model.timed);
      using seat = new Seat(model.acquire, signal);
      const assignment = assign(ask, { ...request, smoke: seat.around(request.smoke) }, model.settings, plan, formats);
      await seat.take();
      const proposal = await converse(assignment, conversation, model.types);
      const mate = proposal.status === 'proposed' && ask.needs === 'mate' ? request.inspirations[0] : undefined;
      const failed = ask.needs === 'failed' ? request.failed : undefined;
      return {
        ...proposal,
        exchanges: conversation.exchanges,
        ...(failed && { repairs: failed.number }),
        ...(mate && { mate: mate.number }),
      };
    },
  };
}

function missingFor({ needs }: Ask, { inspirations, failed }: Request): Refused | undefined {
  if (needs === 'mate' && inspirations.length === 0)
    return refuse('no-mate', 'there is no other program to combine with');
  if (needs === 'failed' && !failed) return refuse('no-mate', 'no child of the program is known to have failed');
  return undefined;
}

/**
 * Asks, and sends a refused answer back with what is wrong, until one passes all gates or the rounds are over. Proposes
 * the last answer that passed the early gates: the evaluation finds what else is wrong with it.
 */
async function converse(
  assignment: Assignment,
  conversation: ModelConversation,
  types: Checker | undefined,
): Promise<Proposal> {
  const { plan, budget, prompt, seed } = assignment;
  const repairs = new Repairs(prompt.format);
  let exchange = await askFirst(assignment, conversation);
  let usable: { readonly change: Change; readonly answer: string } | undefined;
  for (let round = 1; ; round++) {
    const again = round <= plan.repairs && leavesRoom(budget, conversation.text);
    const result = await passGates(assignment, exchange, again, types);
    if (result.change.status === 'changed') usable = { change: result.change, answer: exchange.answer };
    if (result.gate) conversation.stopped(result.gate);
    if (!conversation.goesOn(again && repairs.wanted(result))) {
      const summary = ideaOf((usable ?? exchange).answer) || prompt.ask.name;
      return { ...proposalOf(usable?.change ?? result.change), summary };
    }
    const { text, format } = repairs.next(result);
    exchange = await conversation.reply(text, format, optionsOf(assignment, seed + round, repairTemperature));
  }
}

/** The late gates are tried only where the model can be asked again. */
async function passGates(
  { request, base }: Assignment,
  exchange: Exchange,
  again: boolean,
  types: Checker | undefined,
): Promise<GateResult> {
  const early = readAnswer(request.parent.program, base, exchange);
  return again && early.change.status === 'changed' ? await tryOut(request, types, early.change, exchange) : early;
}

function proposalOf(change: Change | Refused) {
  return change.status === 'refused' ? change : ({ status: 'proposed', files: change.files } as const);
}
