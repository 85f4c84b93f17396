import { isDeepStrictEqual } from 'node:util';
import { type Attempt, childOf, isExternal, type ProposalAttempt, type Recorded } from '../api/attempt.ts';
import type { Program } from '../api/program.ts';
import type { Batch, Store } from '../api/store.ts';
import { admit } from '../change/gates.ts';
import { readAhead } from '../language/read-ahead.ts';
import { tell } from './learn.ts';
import { type Proposed, propose } from './propose.ts';
import { sample, type Wish } from './sample.ts';
import type { SearchState } from './state.ts';

interface Difference {
  readonly attempt: number;
  readonly what: string;
}

/** The result of a replay: where it differs first, and how many summaries this version would word in another way. */
export interface Replayed {
  readonly difference: Difference | undefined;
  readonly reworded: number;
}

/** The inputs of a replay from the record, beside attempts. */
export interface Source {
  readonly batches: readonly Batch[];
  /** The recorded program of an attempt with a child: initial programs and external children are not made again. */
  program(number: number): Promise<Program>;
  /** Whether the search could ask for attempt `number` when `watermark` attempts were told; clients always can. */
  mayAsk(number: number, watermark: number): boolean;
}

/**
 * Rebuilds a run from its own record. Every child is proposed again at its recorded watermark, with the recorded names of
 * its random stream; evaluations are taken from the record, and so are summaries, since a later version may word the same
 * change better; everything is written to `rebuilt`, batch by batch. Stops at the first attempt that comes out differently.
 */
export async function replay(
  state: SearchState,
  source: Source,
  rebuilt: Store,
  progress: (told: number) => void = () => {},
): Promise<Replayed> {
  const replaying = new Replay(state, source);
  for (const { entries } of source.batches) {
    for (const { attempt } of entries) {
      const remade = await replaying.remake(attempt);
      if ('what' in remade) return { difference: remade, reworded: replaying.reworded };
      tell(state, remade);
      rebuilt.append(remade, state.population.branches()).catch(() => {}); // flush reports what append could not do
      await replaying.prepareAt(state.population.told);
      progress(state.population.told);
    }
    await rebuilt.flush();
  }
  return { difference: undefined, reworded: replaying.reworded };
}

/** A proposal made again at its watermark, or the parent of an external one. */
type Prepared = { readonly proposed: Proposed } | { readonly parent: Program };

class Replay {
  /** Summaries that came out in other words than were recorded. */
  reworded = 0;
  readonly #state: SearchState;
  readonly #source: Source;
  readonly #byWatermark: ReadonlyMap<number, readonly ProposalAttempt[]>;
  /** By attempt number, until the attempt is told. */
  readonly #prepared = new Map<number, Prepared>();

  constructor(state: SearchState, source: Source) {
    this.#state = state;
    this.#source = source;
    const attempts = source.batches.flatMap(({ entries }) => entries.map(({ attempt }) => attempt));
    const proposals = attempts.filter((attempt) => attempt.kind === 'proposal');
    this.#byWatermark = Map.groupBy(proposals, ({ watermark }) => watermark);
  }

  /** Prepares what was asked for when so many attempts had been told. */
  async prepareAt(told: number): Promise<void> {
    for (const attempt of this.#byWatermark.get(told) ?? [])
      this.#prepared.set(attempt.number, await this.#prepare(attempt));
  }

  async #prepare(attempt: ProposalAttempt): Promise<Prepared> {
    if (isExternal(attempt)) return { parent: await this.#parent(attempt.drawn.parent) };
    const proposed = await proposeAgain(this.#state, attempt);
    const { summary } = attempt.proposal;
    if (summary === undefined || summary === proposed.proposal.summary) return { proposed };
    this.reworded++;
    return { proposed: { ...proposed, proposal: { ...proposed.proposal, summary } } };
  }

  /** An initial program may have no place any more, and still be the parent of an immigrant. */
  async #parent(number: number): Promise<Program> {
    return await this.#state.programs.load(number, (number) => this.#source.program(number));
  }

  /** The attempt as it comes out now, or how it differs. */
  async remake(attempt: Attempt): Promise<Recorded | Difference> {
    const remade = await this.#remake(attempt);
    const what = typeof remade === 'string' ? remade : differenceOf(attempt, remade.attempt);
    return what === undefined ? (remade as Recorded) : { attempt: attempt.number, what };
  }

  async #remake(attempt: Attempt): Promise<Recorded | string> {
    if (attempt.kind === 'initial') return { attempt, program: await this.#source.program(attempt.number) };
    // An audited candidate may be simplified later, though it has no place among those that can be drawn.
    if (attempt.kind === 'audit')
      await this.#state.programs.load(attempt.candidate, (number) => this.#source.program(number));
    if (attempt.kind !== 'proposal') return { attempt };
    const mayAsk = isExternal(attempt) || this.#source.mayAsk(attempt.number, attempt.watermark);
    if (!mayAsk) return 'it was asked for too early';
    const prepared = this.#prepared.get(attempt.number);
    this.#prepared.delete(attempt.number);
    if (!prepared) return 'its watermark lies after its own record';
    return 'parent' in prepared
      ? await this.#external(attempt, prepared.parent)
      : remade(this.#state, attempt, prepared.proposed);
  }

  /** The child of an external attempt is taken from the record, and passes the gates again. */
  async #external(attempt: ProposalAttempt, parent: Program): Promise<Recorded | string> {
    if (!childOf(attempt)) return { attempt };
    const { files } = await this.#source.program(attempt.number);
    const change = await readAhead(() => admit(parent, files));
    if (change.status === 'refused') return `its child does not pass the gates: ${change.feedback}`;
    return remade(this.#state, attempt, { drawn: attempt.drawn, proposal: attempt.proposal, change });
  }
}

/** Proposes again, with what came from outside as it was recorded. */
async function proposeAgain(state: SearchState, attempt: ProposalAttempt): Promise<Proposed> {
  const { number, drawn, proposal } = attempt;
  const { exchanges, replayData, trials, twin, shown, wording } = proposal;
  const outside = { ...(exchanges && { exchanges }), ...(replayData !== undefined && { replayData }) };
  const again = sample(state, number, drawn.draw, wishOf(state, attempt));
  const found = await propose(again, outside, new AbortController().signal);
  const proposed = typeof found === 'function' ? await found() : found;
  // The order of what is written is part of the commits.
  const recorded = {
    ...(shown && { shown }),
    ...(wording !== undefined && { wording }),
    ...(twin !== undefined && { twin }),
    ...(trials !== undefined && { trials }),
  };
  const { shown: _, wording: __, ...made } = proposed.proposal; // a later version may choose others
  return { ...proposed, proposal: { ...made, ...recorded } };
}

/** In a deterministic run the bandit chose the model, otherwise a model that was ready was asked. */
function wishOf({ bandit }: SearchState, { cause, drawn, proposal: { model } }: ProposalAttempt): Wish {
  if (cause === 'tune' || cause === 'simplify') return { cause, candidate: drawn.parent };
  return { cause: 'drawn', model: model !== undefined && bandit.names.includes(model) ? undefined : model };
}

/** The attempt as it was proposed now, with what cannot be made again (evaluation, times) from the record. */
function remade({ seen }: SearchState, attempt: ProposalAttempt, proposed: Proposed): Recorded | string {
  const { drawn, proposal, change } = proposed;
  const { outcome } = attempt;
  const facts = { ...attempt, drawn, proposal };
  if (change.status === 'refused') return { attempt: { ...facts, outcome: change } };
  const { key, measures, program } = change;
  if (outcome.status !== 'refused') return { attempt: { ...facts, outcome: { ...outcome, key, measures } }, program };
  if (outcome.reason === 'duplicate' && seen.find(key) !== undefined) return { attempt: facts };
  // An earlier version may have read less out of an answer: what it said of it stays.
  if (outcome.reason !== 'duplicate' && proposal.exchanges) return { attempt: { ...attempt, drawn } };
  return `it was refused (${outcome.reason}) and is a child now`;
}

/** Where two values of the same shape differ first; whole values are compared as the record writes them. */
function differenceOf(recorded: Attempt, remade: Attempt): string | undefined {
  const [before, after] = [recorded, remade].map((attempt) => JSON.parse(JSON.stringify(attempt)));
  const name = Object.keys({ ...before, ...after }).find((name) => !isDeepStrictEqual(before[name], after[name]));
  return name && `${name}: recorded ${shortValue(before[name])}, now ${shortValue(after[name])}`;
}

function shortValue(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
