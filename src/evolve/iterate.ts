import type { Outcome, Recorded } from '../api/attempt.ts';
import { auditCandidate } from './audit.ts';
import { type Draw, drawOnce } from './draw.ts';
import type { Engine } from './engine.ts';
import { CountedTrials } from './trials.ts';

/** How often an attempt whose draw was refused at once is drawn again, so that refusals do not fill the record. */
const draws = 8;

/** One iteration, top to bottom: ask, propose, patch, evaluate; now and then an audit. Reads the engine, changes nothing. */
export async function iterate(engine: Engine, number: number, signal: AbortSignal): Promise<Recorded> {
  const due = engine.population.auditDue(number);
  if (due !== undefined) return auditCandidate(engine, number, due, signal);
  const begun = engine.clock.now();
  const trials = new CountedTrials(engine, signal);
  const draw = await drawUntilAdmitted(engine, number, trials, signal);
  const proposed = engine.clock.now();
  const propose = Math.max(engine.clock.since(begun), trials.milliseconds);
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
    parents: draw.mate === undefined ? [draw.selection.parent.number] : [draw.selection.parent.number, draw.mate],
    inspirations: draw.selection.inspirations.map((elite) => elite.number),
    summary: draw.summary,
    ...(draw.answer === undefined ? {} : { answer: draw.answer }),
    ...(trials.count > 0 ? { trials: trials.count } : {}),
    cost: { propose, evaluate: engine.clock.since(proposed) },
    outcome,
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

/** No attempt is spent on a program that was seen before. */
function refuseDuplicate(engine: Engine, drawn: Draw): Draw {
  if (drawn.change.status === 'refused') return drawn;
  const twin = engine.population.seen(drawn.change.key);
  if (twin === undefined) return drawn;
  const change = { status: 'refused', reason: 'duplicate', feedback: `the same program as attempt ${twin}` } as const;
  return { ...drawn, change };
}
