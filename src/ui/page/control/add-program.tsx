import { useState } from 'preact/hooks';
import type { Told } from '../../../api/run.ts';
import { formatNumber } from '../../../format.ts';
import { plain } from '../../../plain.ts';
import type { Detail } from '../../protocol.ts';
import { writeAddress } from '../address.ts';
import { useAsked } from '../asked.ts';
import { LineField } from './line-field.tsx';
import { OrderStateText } from './order-state.tsx';
import { send } from './token.ts';
import { useControl } from './use-control.ts';
import { useOrder } from './use-order.ts';

interface AddProps {
  readonly run: number;
  readonly parent: number;
}

/** A changed program of a candidate, which is added to the run as a child of it. */
export function AddProgram(props: AddProps) {
  const [isOpen, setOpen] = useState(false);
  if (!useControl()) return null;
  return (
    <details onToggle={({ currentTarget }) => setOpen((before) => before || currentTarget.open)}>
      <summary>Add a changed program</summary>
      {isOpen && <Loaded {...props} />}
    </details>
  );
}

/** Asks for the program once: what a person is writing stays whatever becomes of the candidate. */
function Loaded({ run, parent }: AddProps) {
  const asked = useAsked<Detail>(`/runs/${run}/attempts/${parent}`);
  if (asked.state === 'failed') return <p class="notice">{asked.why}</p>;
  if (asked.state === 'asking') return <p class="waiting">Reading …</p>;
  return <AddForm run={run} parent={parent} files={asked.answer.files ?? {}} />;
}

function AddForm({ run, parent, files }: AddProps & { readonly files: Readonly<Record<string, string>> }) {
  const { order, isBusy, give } = useOrder();
  const [texts, setTexts] = useState(files);
  const [summary, setSummary] = useState('');
  const [added, setAdded] = useState<number>();
  const add = (event: Event) => {
    event.preventDefault();
    setAdded(undefined);
    const body = { parent, files: texts, summary };
    void give(
      'Checking and evaluating it …',
      () => send<Told>(run, 'add', body),
      (told) => {
        setAdded(told.attempt);
        return describe(told);
      },
    );
  };
  return (
    <form class="add" onSubmit={add}>
      {Object.entries(texts).map(([name, text]) => (
        <label key={name}>
          {plain(name)}
          <textarea
            class="program"
            rows={16}
            spellcheck={false}
            value={text}
            onInput={({ currentTarget }) => setTexts({ ...texts, [name]: currentTarget.value })}
          />
        </label>
      ))}
      <div class="controls">
        <LineField label="what was changed" maxLength={200} value={summary} onValue={setSummary} />
        <button type="submit" disabled={isBusy}>
          Add to the run
        </button>
        <OrderStateText order={order} />
        {added !== undefined && <a href={writeAddress(run, 'candidate', { number: added })}>#{added}</a>}
      </div>
    </form>
  );
}

/** As the terminal says it. */
function describe({ outcome, placement, improvedChampion }: Told): string {
  if (outcome.status !== 'scored') return `${outcome.status} (${outcome.reason}): ${plain(outcome.feedback)}`;
  const place = improvedChampion ? 'the new best' : placement === 'rejected' ? 'no place in its island' : 'has a place';
  return `score ${formatNumber(outcome.score)}, ${place}`;
}
