import {
  type AuditAttempt,
  type Judged,
  type ProposalAttempt,
  type Recorded,
  type Refused,
  refuse,
} from '../api/attempt.ts';
import type { Program } from '../api/program.ts';
import type { Candidate } from '../api/proposer.ts';
import { readAhead } from '../language/read-ahead.ts';
import type { Engine } from './engine.ts';
import { proposeImmigrant } from './immigrants.ts';
import { type Found, type Outside, type Proposed, propose } from './propose.ts';
import { reflect } from './reflect.ts';
import { type Sample, sample } from './sample.ts';
import type { AuditTask, ImmigrantTask, ProposalTask, Task } from './task.ts';
import { CountedTrials } from './trials.ts';
import type { Twin } from './twins.ts';
import { Verdicts } from './verdicts.ts';

/** Draws of one attempt: a draw that is refused at once is repeated, so that refusals do not fill the record. */
const maxDraws = 8;

/** Programs that the tuning of a find may evaluate, at least: its numbers are worth more than those of other programs. */
const leastForFinds = 300;

/** How an attempt is carried out. */
export interface Conduct {
  /** Cancels the attempt. */
  readonly abort: AbortSignal;
  /** Cancels it while it waits for a model: the search has ended. */
  readonly late: AbortSignal;
  /** Whether an ended search cancels all proposing, not only that of models. */
  readonly cutShort: boolean;
  /** How many told attempts count when its child is compared with earlier programs. */
  readonly horizon?: number | undefined;
  /** Disposed when the attempt has been told or dropped: a model's seat is held until then. */
  readonly held?: DisposableStack | undefined;
}

/** One attempt, top to bottom: propose, gates, evaluate; or the audit or the reflection that is due. Reads the engine, changes nothing. */
export async function iterate(engine: Engine, task: Task, conduct: Conduct): Promise<Recorded> {
  if (task.kind === 'audit') return { attempt: await auditCandidate(engine, task, conduct.abort) };
  if (task.kind === 'reflection') return { attempt: await reflect(engine, task, conduct) };
  if (task.kind === 'immigrant') return await judgeImmigrant(engine, task, conduct);
  const begun = engine.clock.now();
  const least = task.wish.cause === 'tune' ? leastForFinds : 0;
  const trials = new CountedTrials(engine, conduct.cutShort ? conduct.late : conduct.abort, least);
  const verdicts = new Verdicts(engine, conduct.abort);
  const drawn = await drawUntilAdmitted(engine, task, { trials, evaluate: verdicts.evaluate }, conduct);
  const key = drawn.change.status === 'admitted' ? drawn.change.key : undefined;
  const count = trials.count + verdicts.beside(key);
  const proposal = count > 0 ? { ...drawn.proposal, trials: count } : drawn.proposal;
  const evaluate = verdicts.took(key);
  const propose = Math.max(engine.clock.since(begun) - evaluate, trials.milliseconds);
  const facts = { ...task, cause: task.wish.cause };
  return await complete(engine, facts, { ...drawn, proposal }, { propose, evaluate }, conduct.abort);
}

/** An attempt with a program of another population: gates, and the evaluation here. */
async function judgeImmigrant(engine: Engine, task: ImmigrantTask, conduct: Conduct): Promise<Recorded> {
  const proposed = await proposeImmigrant(task.immigrant, task.island, task.initials);
  const judged = refuseDuplicate(engine, proposed, conduct.horizon);
  return await complete(engine, { ...task, cause: 'immigrant' }, judged, { propose: 0, evaluate: 0 }, conduct.abort);
}

/** Evaluates what was proposed, and writes the attempt. `spent` is what it took so far, in milliseconds. */
export async function complete(
  { evaluator, clock }: Engine,
  { number, watermark, cause }: Pick<ProposalAttempt, 'number' | 'watermark' | 'cause'>,
  { drawn, proposal, change }: Proposed,
  spent: ProposalAttempt['cost'],
  signal?: AbortSignal,
): Promise<Recorded> {
  const begun = clock.now();
  const attempt = (outcome: Refused | Judged, evaluate: number): ProposalAttempt => ({
    ...{ kind: 'proposal', number, watermark, cause, drawn, proposal },
    at: clock.stamp(number),
    cost: { ...spent, evaluate: spent.evaluate + evaluate },
    outcome,
  });
  if (change.status === 'refused') return { attempt: attempt(change, 0) };
  const { program, key, measures } = change;
  const evaluation = await evaluator.evaluate(program, signal);
  return { attempt: attempt({ ...evaluation, key, measures }, clock.since(begun)), program };
}

/** Evaluates a candidate again, independently of the search. */
export async function auditCandidate(
  { state, audit, clock }: Pick<Engine, 'state' | 'audit' | 'clock'>,
  { number, watermark, candidate, program }: AuditTask,
  signal: AbortSignal,
): Promise<AuditAttempt> {
  const begun = clock.now();
  const claimed = state.population.score(candidate);
  const verdict = await audit(await program(), claimed, signal, state.duties.machineOf(candidate));
  const cost = { propose: 0, evaluate: clock.since(begun) };
  return { kind: 'audit', number, watermark, at: clock.stamp(number), cost, candidate, verdict };
}

/** What is done with the draws of an attempt. */
interface Drawing {
  /** Asks a draw's proposer. */
  ask(one: Sample): Found | Promise<Found>;
  /** Refuses what was seen before. */
  accept(proposed: Proposed): Proposed;
  pursue(pursuit: () => Promise<Proposed>, one: Sample): Promise<Proposed>;
  /** Throws where the attempt was cancelled. */
  check(one: Sample): void;
}

function drawUntilAdmitted(
  engine: Engine,
  task: ProposalTask,
  evaluation: Pick<Outside, 'trials' | 'evaluate'>,
  conduct: Conduct,
): Proposed | Promise<Proposed> {
  const find: FindTwin = (child, parent) => findTwin(engine, child, parent, conduct);
  const twin: Outside['twin'] = async (child, parent) => (await find(child, parent))?.text;
  const outside: Outside = { ...evaluation, held: conduct.held, twin };
  const accept = (proposed: Proposed) => refuseDuplicate(engine, proposed, conduct.horizon);
  return firstAdmitted(samplesOf(engine, task), {
    ask: (one) => propose(one, outside, signalFor(one, conduct)),
    accept,
    pursue: async (pursuit, one) => await withTwin(accept(await pursuit()), one.request.parent, find),
    check: (one) => signalFor(one, conduct).throwIfAborted(),
  });
}

/** The draws of an attempt, each made when it is asked for. Errands are drawn once. */
function* samplesOf({ state }: Engine, { sample: first, number, wish }: ProposalTask): Generator<Sample> {
  yield first;
  if (wish.cause !== 'drawn') return;
  for (let draw = 1; draw < maxDraws; draw++) yield sample(state, number, draw, wish);
}

/** The first draw that makes a new child, or else the last one's refusal. Nothing follows a draw that is pursued. */
function firstAdmitted(samples: IteratorObject<Sample>, drawing: Drawing): Proposed | Promise<Proposed> {
  let judged: Proposed | undefined;
  for (const one of samples) {
    const found = drawing.ask(one);
    // A replay makes each draw from the state of now, so those that may follow are made before anything else is told.
    if (found instanceof Promise) return afterReading(found, one, [...samples], drawing);
    if (typeof found === 'function') return drawing.pursue(found, one);
    judged = drawing.accept(found);
    if (judged.change.status === 'admitted') break;
  }
  return judged!;
}

/** Goes on once a text was read that took long. */
async function afterReading(
  reading: Promise<Found>,
  one: Sample,
  rest: readonly Sample[],
  drawing: Drawing,
): Promise<Proposed> {
  const found = await reading;
  drawing.check(one);
  if (typeof found === 'function') return await drawing.pursue(found, one);
  const judged = drawing.accept(found);
  return judged.change.status === 'admitted' || rest.length === 0
    ? judged
    : await firstAdmitted(rest.values(), drawing);
}

/** Operators are soon done, so that an ended search need not cancel them. */
function signalFor({ model }: Sample, { abort, late, cutShort }: Conduct): AbortSignal {
  return model !== undefined || cutShort ? late : abort;
}

/** No evaluation is spent on a program that was seen before. */
export function refuseDuplicate({ state }: Pick<Engine, 'state'>, proposed: Proposed, horizon?: number): Proposed {
  const { change } = proposed;
  if (change.status === 'refused') return proposed;
  const twin = state.seen.find(change.key, horizon);
  if (twin === undefined) return proposed;
  const refused = { status: 'refused', reason: 'duplicate', feedback: `the same program as attempt ${twin}` } as const;
  return { ...proposed, change: refused };
}

/** The earlier program that a child nearly is. */
type FindTwin = (child: Program, parent: Candidate) => Promise<Twin | undefined>;

/** Finds a twin by structure, and by vectors where programs are embedded. */
async function findTwin(
  { state, vectors }: Engine,
  child: Program,
  parent: Candidate,
  { horizon, late }: Conduct,
): Promise<Twin | undefined> {
  const isLike = await vectors?.compare(child, parent.program, late);
  return await readAhead(() => state.twins.find(child, parent, horizon, isLike));
}

/** Notes which earlier program a model's child nearly is, and spends no evaluation where several such were evaluated. */
async function withTwin(proposed: Proposed, parent: Candidate, find: FindTwin): Promise<Proposed> {
  const { change, proposal } = proposed;
  if (change.status === 'refused' || proposal.model === undefined) return proposed;
  const twin = await find(change.program, parent);
  if (!twin) return proposed;
  const noted = { ...proposed, proposal: { ...proposal, twin: twin.number } };
  return twin.isWornOut ? { ...noted, change: refuse('alike', twin.text) } : noted;
}
