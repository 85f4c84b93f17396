import { useState } from 'preact/hooks';
import type { Audited } from '../../../api/attempt.ts';
import type { Note } from '../../../api/note.ts';
import type { Row } from '../../protocol.ts';
import type { LiveRun } from '../live-run.ts';
import { OrderStateText } from './order-state.tsx';
import { send } from './token.ts';
import { useControl } from './use-control.ts';
import { useOrder } from './use-order.ts';

interface OfCandidate {
  readonly run: LiveRun;
  readonly row: Row;
}

/** What a person may do with a candidate; nothing where the page was opened without the token of control. */
export function CandidateControl({ run, row }: OfCandidate) {
  const isCandidate = row.kind === 'initial' || row.kind === 'proposal';
  if (!useControl() || !isCandidate || row.status === 'refused') return null;
  return (
    <section class="control" aria-label={`Control of #${row.number}`}>
      <Star run={run} row={row} />
      <NoteForm run={run} row={row} />
      {row.status === 'scored' && !run.isRefuted(row.number) && <Audit run={run} row={row} />}
    </section>
  );
}

function Star({ run, row: { number } }: OfCandidate) {
  const { order, isBusy, give } = useOrder();
  const star = run.notes.get(number)?.star === true;
  const toggle = () =>
    give(
      'Saving …',
      () => send<Note>(run.id, 'note', { candidate: number, star: !star }),
      (note) => (note.star ? 'Starred.' : 'Not starred any more.'),
    );
  return (
    <div class="controls">
      <button type="button" aria-pressed={star} disabled={isBusy} onClick={() => void toggle()}>
        ★ star
      </button>
      <OrderStateText order={order} />
    </div>
  );
}

function NoteForm({ run, row: { number } }: OfCandidate) {
  const { order, isBusy, give } = useOrder();
  const saved = run.notes.get(number)?.text ?? '';
  /** What is being written, and the text that it began with: undefined until the first key. */
  const [draft, setDraft] = useState<{ readonly text: string; readonly seen: string }>();
  const save = async (event: Event) => {
    event.preventDefault();
    if (!draft) return;
    const { text, seen } = draft;
    const done = await give(
      'Saving …',
      () => send<Note>(run.id, 'note', { candidate: number, text, seen }),
      (note) => (note.text === '' ? 'The note is removed.' : 'The note is saved.'),
    );
    if (done) setDraft(undefined);
  };
  return (
    <form class="controls" onSubmit={(event) => void save(event)}>
      <label class="wide-field">
        note{' '}
        <textarea
          rows={2}
          maxLength={1000}
          value={draft?.text ?? saved}
          onInput={({ currentTarget }) => setDraft({ text: currentTarget.value, seen: draft?.seen ?? saved })}
        />
      </label>
      <button type="submit" disabled={isBusy || !draft}>
        Save note
      </button>
      {draft && (
        <button type="button" onClick={() => setDraft(undefined)}>
          Discard
        </button>
      )}
      <OrderStateText order={order} />
    </form>
  );
}

function Audit({ run, row: { number } }: OfCandidate) {
  const { order, isBusy, give } = useOrder();
  const audit = () =>
    give(
      'Evaluating it again, in fresh processes …',
      () => send<Audited>(run.id, 'audit', { candidate: number }),
      ({ status, feedback }) => `${status}: ${feedback}`,
    );
  return (
    <div class="controls">
      <button type="button" disabled={isBusy} onClick={() => void audit()}>
        Audit
      </button>
      <OrderStateText order={order} />
    </div>
  );
}
