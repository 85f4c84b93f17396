import { type Refused, refuse } from '../../api/attempt.ts';
import type { Proposer, Request } from '../../api/proposer.ts';
import type { Askable } from '../../models/askable.ts';
import { planOf } from '../../models/plan.ts';
import { assign } from './assignment.ts';
import { ModelConversation } from './conversation.ts';
import { Dialogue } from './dialogue.ts';
import type { Habits } from './habits.ts';
import { mateOf } from './mate.ts';
import type { Ask } from './prompt/asks.ts';
import { Seat } from './seat.ts';

/** One kind of ask, put to one model. */
export function promptedProposer(ask: Ask, model: Askable, habits: Habits): Proposer {
  const plan = planOf(model.settings, model.thinks);
  return {
    name: ask.name,
    propose: (request, signal) => async () => {
      const mate = ask.needs === 'mate' ? mateOf(request) : undefined;
      const missing = missingFor(ask, { ...request, mate });
      if (missing) return missing;
      const call = habits.patience.timing(model.call);
      const conversation = new ModelConversation(call, signal, request.exchanges, model.timed);
      using own = new DisposableStack();
      const patience = request.held && habits.patience;
      const seat = (request.held ?? own).use(new Seat(model.acquire, signal, request.held, patience));
      const assignment = assign(ask, request, model.settings, plan, habits);
      await seat.take();
      const proposal = await new Dialogue(assignment, conversation, seat, model.types).hold(signal);
      const failed = ask.needs === 'failed' ? request.failed : undefined;
      return {
        ...proposal,
        exchanges: conversation.exchanges,
        ...(failed && { repairs: failed.number }),
        ...(mate && proposal.status === 'proposed' && { mate: mate.number }),
        ...(conversation.shown.length > 0 && { shown: conversation.shown }),
        ...(request.wording && { wording: request.wording.id }),
      };
    },
  };
}

function missingFor({ needs }: Ask, { mate, failed }: Request & { readonly mate: unknown }): Refused | undefined {
  if (needs === 'mate' && !mate) return refuse('no-mate', 'there is no other program to combine with');
  if (needs === 'failed' && !failed) return refuse('no-mate', 'no child of the program is known to have failed');
  return undefined;
}
