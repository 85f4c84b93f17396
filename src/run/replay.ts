import type { Attempt, Recorded } from '../api/attempt.ts';
import type { Batch, Store } from '../api/store.ts';
import { auditOperator } from './audit.ts';
import type { Search } from './engine.ts';
import { tell } from './learn.ts';
import { type Draw, drawOnce } from './propose.ts';

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
    batches.flatMap(({ attempts }) => attempts.filter(isDrawn)),
    ({ told }) => told,
  );
  const drawn = new Map<number, Draw>();
  for (const batch of batches) {
    for (const attempt of batch.attempts) {
      const draw = drawn.get(attempt.number);
      drawn.delete(attempt.number);
      const remade = remakeAttempt(search, attempt, draw);
      if (!remade) return { attempt: attempt.number, what: 'its watermark lies after its own record' };
      const what = differences(attempt, remade.attempt);
      if (what) return { attempt: attempt.number, what };
      rebuilt.append(remade).catch(() => {}); // flush reports what append could not do
      tell(search, remade);
      const { told } = search.population;
      for (const attempt of byWatermark.get(told) ?? []) {
        const outside = recordedBy(search, attempt);
        drawn.set(attempt.number, await drawOnce(search, attempt.number, attempt.draw, outside, never));
      }
      progress(told);
    }
    await rebuilt.flush();
  }
  return undefined;
}

/** Whether an attempt was proposed by the search; the initial program and audits were not. */
function isDrawn({ parents, operator }: Attempt): boolean {
  return parents.length > 0 && operator !== auditOperator;
}

function remakeAttempt(search: Search, attempt: Attempt, draw: Draw | undefined): Recorded | undefined {
  if (attempt.parents.length === 0) return { attempt, program: search.problem.initial };
  if (attempt.operator === auditOperator) return { attempt };
  return draw && remake(attempt, draw);
}

/**
 * What came from outside, as it was recorded. In a deterministic run the bandit chose the model, otherwise whichever
 * had a slot.
 */
function recordedBy(
  { bandit }: Search,
  { model, answer, exchanges = [], parents, closing, tuning }: Attempt,
): Parameters<typeof drawOnce>[3] {
  if (model === undefined)
    return { ...(answer !== undefined && { recorded: answer }), closing, ...(tuning && { tuning: parents[0] }) };
  return { exchanges, ...(!bandit.names.includes(model) && { model }) };
}

/** The attempt as this draw gives it, with what cannot be made again (evaluation, times) from the record. */
function remake(attempt: Attempt, draw: Draw): Recorded {
  const { change, selection, operator, model, mends, summary, exchanges } = draw;
  const parents = [selection.parent.number, ...(draw.mate === undefined ? [] : [draw.mate])];
  const inspirations = selection.inspirations.map((elite) => elite.number);
  const said = {
    ...(model !== undefined && { model }),
    ...(mends !== undefined && { mends }),
    ...(exchanges && { exchanges }),
  };
  const facts = { ...attempt, island: selection.island, operator, parents, inspirations, summary, ...said };
  if (change.status === 'refused') return { attempt: { ...facts, outcome: change } };
  // What an earlier version could not make out stays as it was.
  if (attempt.outcome.status === 'refused' && attempt.outcome.reason !== 'duplicate')
    return { attempt: { ...facts, parents: attempt.parents, summary: attempt.summary } };
  if (!('key' in attempt.outcome)) return { attempt: facts };
  const outcome = { ...attempt.outcome, key: change.key, measures: change.measures };
  return { attempt: { ...facts, outcome }, program: change.program };
}

function differences(recorded: Attempt, remade: Attempt): string | undefined {
  const fields = [
    'operator',
    'model',
    'island',
    'parents',
    'inspirations',
    'mends',
    'summary',
    'exchanges',
    'outcome',
  ] as const;
  const field = fields.find((name) => JSON.stringify(recorded[name]) !== JSON.stringify(remade[name]));
  return field && `${field}: recorded ${brief(recorded[field])}, now ${brief(remade[field])}`;
}

function brief(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
