import { useEffect, useRef, useState } from 'preact/hooks';
import type { Limits } from '../../../api/limits.ts';
import { formatDuration } from '../../../format.ts';
import type { ShownRun } from '../shown.ts';
import { LineField } from './line-field.tsx';
import { OrderStateText } from './order-state.tsx';
import { send } from './token.ts';
import { useControl } from './use-control.ts';
import { useOrder } from './use-order.ts';

/** What a person may tell a run; nothing where the page was opened without the token of control. */
export function RunControl({ view, summary }: Pick<ShownRun, 'view' | 'summary'>) {
  if (!useControl()) return null;
  return (
    <section class="control" aria-label="Control">
      {summary.running && <Stop run={view.id} />}
      {summary.running && <Extend run={view.id} />}
      <Hint run={view.id} />
    </section>
  );
}

interface OfRun {
  readonly run: number;
}

function Stop({ run }: OfRun) {
  const { order, isBusy, give } = useOrder();
  const [asked, setAsked] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asked) keep.current?.focus();
  }, [asked]);
  const stop = () => {
    setAsked(false);
    void give(
      'Stopping …',
      () => send(run, 'stop'),
      () => 'It finishes what is under way, audits the best, and ends. "germline resume" continues it.',
    );
  };
  return (
    <div class="controls">
      {asked ? (
        <fieldset class="choice">
          <legend>End the search?</legend>
          <button type="button" class="danger" onClick={stop}>
            Yes, end it
          </button>
          <button type="button" ref={keep} onClick={() => setAsked(false)}>
            Keep searching
          </button>
        </fieldset>
      ) : (
        <button type="button" disabled={isBusy || order.state === 'done'} onClick={() => setAsked(true)}>
          Stop
        </button>
      )}
      <OrderStateText order={order} />
    </div>
  );
}

/** What can be extended, and how much one of its unit is to the server. */
const kinds = {
  minutes: { name: 'milliseconds', unit: 60_000 },
  attempts: { name: 'attempts', unit: 1 },
  evaluations: { name: 'evaluations', unit: 1 },
  'US dollars': { name: 'money', unit: 1 },
} as const;

type Kind = keyof typeof kinds;

function Extend({ run }: OfRun) {
  const { order, isBusy, give } = useOrder();
  const [kind, setKind] = useState<Kind>('minutes');
  const [amount, setAmount] = useState('');
  const extend = (event: Event) => {
    event.preventDefault();
    const { name, unit } = kinds[kind];
    const body = { [name]: Number(amount) * unit };
    void give('Extending …', () => send<Limits>(run, 'extend', body), describeLimits);
  };
  return (
    <form class="controls" onSubmit={extend}>
      <label>
        search for another{' '}
        <input
          type="number"
          required
          min={0}
          step="any"
          value={amount}
          onInput={({ currentTarget }) => setAmount(currentTarget.value)}
        />
      </label>
      <select aria-label="Unit" value={kind} onChange={({ currentTarget }) => setKind(currentTarget.value as Kind)}>
        {Object.keys(kinds).map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <button type="submit" disabled={isBusy}>
        Extend
      </button>
      <OrderStateText order={order} />
    </form>
  );
}

function describeLimits({ attempts, evaluations, milliseconds, until, money }: Limits): string {
  const parts = [
    attempts === undefined ? [] : `${attempts} attempts`,
    evaluations === undefined ? [] : `${evaluations} evaluations`,
    milliseconds === undefined ? [] : formatDuration(milliseconds),
    until === undefined ? [] : new Date(until).toLocaleString(),
    money === undefined ? [] : `${money} US dollars`,
  ];
  return `It now ends at ${parts.flat().join(', or ')}.`;
}

function Hint({ run }: OfRun) {
  const { order, isBusy, give } = useOrder();
  const [text, setText] = useState('');
  const hint = async (event: Event) => {
    event.preventDefault();
    const done = await give(
      'Recording …',
      () => send<number>(run, 'hint', { text }),
      (number) => `Hint #${number}: every prompt shows it from now on.`,
    );
    if (done) setText('');
  };
  return (
    <form class="controls" onSubmit={(event) => void hint(event)}>
      <LineField label="hint to models and agents" maxLength={1000} value={text} onValue={setText} />
      <button type="submit" disabled={isBusy}>
        Give hint
      </button>
      <OrderStateText order={order} />
    </form>
  );
}
