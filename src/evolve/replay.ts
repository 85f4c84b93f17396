import type { Attempt, Recorded } from '../api/attempt.ts';
import type { Batch, Store } from '../api/store.ts';
import { type Asked, type Draw, drawOnce } from './draw.ts';
import type { Search } from './engine.ts';
import { tell } from './restore.ts';

export interface Difference {
  readonly attempt: number;
  readonly what: string;
}

/**
 * Rebuilds a run from its own record: every child is proposed again at the recorded watermark from the recorded names
 * of its random stream, evaluations are taken from the record, and everything is written to `rebuilt`, batch by batch.
 * Stops at the first attempt that comes out differently.
 */
export async function replay(
  search: Search,
  batches: readonly Batch[],
  rebuilt: Store,
  progress: (told: number) => void = () => {},
): Promise<Difference | undefined> {
  const never = new AbortController().signal;
  const byWatermark = Map.groupBy(
    batches.flatMap(({ attempts }) => attempts.filter(({ parents }) => parents.length > 0)),
    ({ told }) => told,
  );
  const drawn = new Map<number, Draw>();
  for (const batch of batches) {
    for (const attempt of batch.attempts) {
      const draw = drawn.get(attempt.number);
      drawn.delete(attempt.number);
      const remade = attempt.parents.length === 0 ? initial(search, attempt) : draw && remake(attempt, draw);
      if (!remade) return { attempt: attempt.number, what: 'its watermark lies after its own record' };
      const what = differences(attempt, remade.attempt);
      if (what) return { attempt: attempt.number, what };
      rebuilt.append(remade).catch(() => {}); // flush reports what append could not do
      tell(search, remade);
      const { told } = search.population;
      for (const attempt of byWatermark.get(told) ?? []) {
        const { number, draw } = attempt;
        drawn.set(number, await drawOnce(search, number, draw, never, askedAgain(search, attempt)));
      }
      progress(told);
    }
    await rebuilt.flush();
  }
  return undefined;
}

function initial(search: Search, attempt: Attempt): Recorded {
  return { attempt, files: search.problem.initial };
}

/** In a deterministic run the bandit chose the model, otherwise the free slot did; what it answered is in the record. */
function askedAgain({ bandit }: Search, { model, exchanges = [] }: Attempt): Asked {
  if (model === undefined) return {};
  return { exchanges, ...(!bandit.names.includes(model) && { model }) };
}

/** The attempt as this draw gives it, with what cannot be made again (evaluation, times) from the record. */
function remake(attempt: Attempt, draw: Draw): Recorded {
  const { change, selection, operator, model, summary, exchanges } = draw;
  const parents = [selection.parent.number, ...(draw.mate === undefined ? [] : [draw.mate])];
  const inspirations = selection.inspirations.map((elite) => elite.number);
  const said = { ...(model !== undefined && { model }), ...(exchanges && { exchanges }) };
  const facts = { ...attempt, island: selection.island, operator, parents, inspirations, summary, ...said };
  if (change.status === 'refused') return { attempt: { ...facts, outcome: change } };
  if (attempt.outcome.status === 'refused') return { attempt: facts };
  const outcome = { ...attempt.outcome, key: change.key, measures: change.measures };
  return { attempt: { ...facts, outcome }, files: change.files };
}

function differences(recorded: Attempt, remade: Attempt): string | undefined {
  const fields = ['operator', 'model', 'island', 'parents', 'inspirations', 'summary', 'exchanges', 'outcome'] as const;
  const field = fields.find((name) => JSON.stringify(recorded[name]) !== JSON.stringify(remade[name]));
  return field && `${field}: recorded ${brief(recorded[field])}, now ${brief(remade[field])}`;
}

function brief(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
