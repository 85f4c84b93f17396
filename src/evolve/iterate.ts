import type { Outcome, Recorded } from '../api/attempt.ts';
import type { Slot } from '../proposers/llm/schedule.ts';
import { auditCandidate } from './audit.ts';
import { type Draw, drawOnce } from './draw.ts';
import type { Engine } from './engine.ts';
import { CountedTrials } from './trials.ts';

/** How often an attempt whose draw was refused at once is drawn again, so that refusals do not fill the record. */
const draws = 8;

/** A slot for asking a model, and the signal that ends the asking. */
export interface Turn {
  readonly slot: Slot;
  readonly signal: AbortSignal;
}

/**
 * One iteration, top to bottom: ask, propose, patch, evaluate; an audit instead where one is `due`. Reads the engine,
 * changes nothing.
 */
export async function iterate(
  engine: Engine,
  number: number,
  signal: AbortSignal,
  due: number | undefined,
  turn?: Turn,
): Promise<Recorded> {
  if (due !== undefined) {
    turn?.slot.release();
    return auditCandidate(engine, number, due, signal);
  }
  const propose = (trials: CountedTrials) =>
    turn ? drawFromModel(engine, number, turn) : drawUntilAdmitted(engine, number, trials, signal);
  return await tryOut(engine, number, signal, propose);
}

/** An iteration when the search has ended: the champion, made simpler. */
export async function simplifyChampion(engine: Engine, number: number, signal: AbortSignal): Promise<Recorded> {
  const propose = async (trials: CountedTrials) =>
    refuseDuplicate(engine, await drawOnce(engine, number, 0, { trials, closing: true }, signal));
  return await tryOut(engine, number, signal, propose);
}

/** Evaluates what was drawn, and gives the attempt's record. */
async function tryOut(
  engine: Engine,
  number: number,
  signal: AbortSignal,
  propose: (trials: CountedTrials) => Draw | Promise<Draw>,
): Promise<Recorded> {
  const begun = engine.clock.now();
  const trials = new CountedTrials(engine, signal);
  const draw = await propose(trials);
  const proposed = engine.clock.now();
  const proposing = Math.max(engine.clock.since(begun), trials.milliseconds);
  const { change } = draw;
  const outcome: Outcome =
    change.status === 'refused'
      ? change
      : { ...(await engine.evaluator.evaluate(change.files, signal)), key: change.key, measures: change.measures };
  const attempt = {
    number,
    told: draw.told,
    draw: draw.draw,
    at: engine.clock.stamp(number),
    island: draw.selection.island,
    operator: draw.operator,
    ...(draw.model !== undefined && { model: draw.model }),
    parents: draw.mate === undefined ? [draw.selection.parent.number] : [draw.selection.parent.number, draw.mate],
    inspirations: draw.selection.inspirations.map((elite) => elite.number),
    summary: draw.summary,
    ...(draw.answer === undefined ? {} : { answer: draw.answer }),
    ...(trials.count > 0 ? { trials: trials.count } : {}),
    ...(draw.exchanges && { exchanges: draw.exchanges }),
    cost: { propose: proposing, evaluate: engine.clock.since(proposed) },
    outcome,
    ...(draw.closing && { closing: draw.closing }),
  };
  return change.status === 'refused' ? { attempt } : { attempt, files: change.files };
}

/** The first draw that gives a new child; the last one's refusal where none does. Slow proposers are asked once. */
function drawUntilAdmitted(
  engine: Engine,
  number: number,
  trials: CountedTrials,
  signal: AbortSignal,
): Draw | Promise<Draw> {
  for (let draw = 0; ; draw++) {
    const drawn = drawOnce(engine, number, draw, { trials }, signal);
    if (drawn instanceof Promise) return drawn.then((late) => refuseDuplicate(engine, late));
    const judged = refuseDuplicate(engine, drawn);
    if (judged.change.status === 'admitted' || draw === draws - 1) return judged;
  }
}

/** The model of the turn is asked once; its slot is free again as soon as it has answered. */
async function drawFromModel(engine: Engine, number: number, { slot, signal }: Turn): Promise<Draw> {
  try {
    return refuseDuplicate(engine, await drawOnce(engine, number, 0, { model: slot.model }, signal));
  } finally {
    slot.release();
  }
}

/** No attempt is spent on a program that was seen before; in order, only what was told when it was drawn counts. */
function refuseDuplicate({ population, inOrder }: Engine, drawn: Draw): Draw {
  if (drawn.change.status === 'refused') return drawn;
  const twin = population.seen(drawn.change.key, inOrder ? drawn.told : undefined);
  if (twin === undefined) return drawn;
  const change = { status: 'refused', reason: 'duplicate', feedback: `the same program as attempt ${twin}` } as const;
  return { ...drawn, change };
}
