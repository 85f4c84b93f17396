import type { Outcome, Recorded } from '../api/attempt.ts';
import type { Program } from '../api/program.ts';
import { isMistake } from '../memory/notes.ts';
import type { Slot } from '../models/schedule.ts';
import { auditCandidate } from './audit.ts';
import type { Engine } from './engine.ts';
import { type Draw, drawOnce, type Outside } from './propose.ts';
import { CountedTrials } from './trials.ts';

/** What an attempt must do instead of being drawn. */
export interface Duty {
  readonly kind: 'audit' | 'tune';
  readonly candidate: number;
}

/** What attempt `number` must do, as the population says. */
export function dutyAt({ population, tune }: Engine, number: number): Duty | undefined {
  const audit = population.auditDue(number);
  if (audit !== undefined) return { kind: 'audit', candidate: audit };
  const find = tune && population.tuneDue(number);
  return find === undefined ? undefined : { kind: 'tune', candidate: find };
}

/** How often an attempt whose draw was refused at once is drawn again, so that refusals do not fill the record. */
const draws = 8;

/**
 * One iteration, top to bottom: ask, propose, patch, evaluate; what is `due` instead of what is drawn. Reads the engine,
 * changes nothing. `asking` ends only the proposing, which may take a model minutes; with a slot, its model is asked.
 */
export async function iterate(
  engine: Engine,
  number: number,
  signal: AbortSignal,
  due: Duty | undefined,
  asking = signal,
  slot?: Slot,
): Promise<Recorded> {
  if (due) slot?.release();
  if (due?.kind === 'audit') return auditCandidate(engine, number, due.candidate, signal);
  const trials = new CountedTrials(engine, asking);
  if (due) return await single(engine, number, signal, trials, { tuning: due.candidate });
  const smoke: Smoke = (program) => smokeOf(engine, program, signal);
  const propose = () =>
    slot
      ? drawFromModel(engine, number, slot, smoke, asking)
      : drawUntilAdmitted(engine, number, { trials, smoke }, asking);
  return await complete(engine, number, signal, trials, propose);
}

/** An iteration when the search has ended: the champion, made simpler. */
export async function simplifyChampion(engine: Engine, number: number, signal: AbortSignal): Promise<Recorded> {
  return await single(engine, number, signal, new CountedTrials(engine, signal), { closing: true });
}

/** An iteration that is not drawn by chance, so that it is not drawn again either. */
function single(engine: Engine, number: number, signal: AbortSignal, trials: CountedTrials, errand: Outside) {
  const propose = async () => refuseDuplicate(engine, await drawOnce(engine, number, 0, { trials, ...errand }, signal));
  return complete(engine, number, signal, trials, propose);
}

/** Evaluates what was drawn, and gives the attempt's record. */
async function complete(
  engine: Engine,
  number: number,
  signal: AbortSignal,
  trials: CountedTrials,
  propose: () => Draw | Promise<Draw>,
): Promise<Recorded> {
  const begun = engine.clock.now();
  const draw = await propose();
  const proposed = engine.clock.now();
  const proposing = Math.max(engine.clock.since(begun), trials.milliseconds);
  const { change } = draw;
  const outcome: Outcome =
    change.status === 'refused'
      ? change
      : { ...(await engine.evaluator.evaluate(change.program, signal)), key: change.key, measures: change.measures };
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
    ...(draw.mends !== undefined && { mends: draw.mends }),
    summary: draw.summary,
    ...(draw.answer === undefined ? {} : { answer: draw.answer }),
    ...(trials.count > 0 ? { trials: trials.count } : {}),
    ...(draw.exchanges && { exchanges: draw.exchanges }),
    cost: { propose: proposing, evaluate: engine.clock.since(proposed) },
    outcome,
    ...(draw.closing && { closing: draw.closing }),
    ...(draw.tuning && { tuning: draw.tuning }),
  };
  return change.status === 'refused' ? { attempt } : { attempt, program: change.program };
}

/** The first draw that gives a new child; the last one's refusal where none does. Slow proposers are asked once. */
function drawUntilAdmitted(
  engine: Engine,
  number: number,
  outside: Outside,
  signal: AbortSignal,
): Draw | Promise<Draw> {
  for (let draw = 0; ; draw++) {
    const drawn = drawOnce(engine, number, draw, outside, signal);
    if (drawn instanceof Promise) return drawn.then((late) => refuseDuplicate(engine, late));
    const judged = refuseDuplicate(engine, drawn);
    if (judged.change.status === 'admitted' || draw === draws - 1) return judged;
  }
}

/**
 * The model of the slot is asked once; its slot is free again as soon as it has answered. Others may have it while the
 * answer's first stage runs; the model is asked again only once it has a slot again.
 */
async function drawFromModel(
  engine: Engine,
  number: number,
  { model, release }: Slot,
  smoke: Smoke,
  asking: AbortSignal,
): Promise<Draw> {
  let free = release;
  const between: Smoke = async (program) => {
    free();
    const fault = await smoke(program);
    const again =
      fault === undefined ? undefined : await engine.schedule?.acquire(model, asking).catch(() => undefined);
    if (again) free = again.release;
    return again && fault;
  };
  try {
    return refuseDuplicate(engine, await drawOnce(engine, number, 0, { model, smoke: between }, asking));
  } finally {
    free();
  }
}

type Smoke = NonNullable<Outside['smoke']>;

/** What is wrong with a program that fails its first stage. One that does not is scored already, and that is remembered. */
async function smokeOf({ evaluator }: Engine, program: Program, signal: AbortSignal): Promise<string | undefined> {
  const evaluation = await evaluator.evaluate(program, signal);
  return evaluation.status === 'failed' && evaluation.stages.length === 0 && isMistake(evaluation)
    ? `${evaluation.reason} in stage ${evaluation.stage}: ${evaluation.feedback}`
    : undefined;
}

/** No attempt is spent on a program that was seen before; in order, only what was told when it was drawn counts. */
function refuseDuplicate({ population, inOrder }: Engine, drawn: Draw): Draw {
  if (drawn.change.status === 'refused') return drawn;
  const twin = population.seen(drawn.change.key, inOrder ? drawn.told : undefined);
  if (twin === undefined) return drawn;
  const change = { status: 'refused', reason: 'duplicate', feedback: `the same program as attempt ${twin}` } as const;
  return { ...drawn, change };
}
