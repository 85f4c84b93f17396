import { useEffect, useState } from 'preact/hooks';
import type { Direction } from '../../api/direction.ts';
import { formatGain, formatNumber, formatShare } from '../../format.ts';
import type { CreditedChange } from '../../report/attribution.ts';
import { describeProposer } from '../../report/describe.ts';
import type { Detail } from '../protocol.ts';
import { useAsked } from './asked.ts';
import type { LiveRun } from './live-run.ts';

/** Milliseconds that a change is shown while playing. */
const pause = 2500;

/** Walks from the initial program to a candidate, change by change, with the gain of each. */
export function Walk({
  run,
  direction,
  of,
  select,
}: {
  readonly run: LiveRun;
  readonly direction: Direction;
  readonly of: number;
  readonly select: (number: number) => void;
}) {
  const asked = useAsked<Detail>(`/runs/${run.id}/attempts/${of}`);
  const changes = asked.state === 'there' ? asked.answer.attribution?.changes : undefined;
  return changes && changes.length > 0 ? (
    <WalkSteps key={of} changes={changes} direction={direction} select={select} />
  ) : null;
}

function WalkSteps({
  changes,
  direction,
  select,
}: {
  readonly changes: readonly CreditedChange[];
  readonly direction: Direction;
  readonly select: (number: number) => void;
}) {
  const last = changes.length - 1;
  const { at, playing, go, play } = usePlayer(last, (step) => select(changes[step]!.attempt));
  const change = at === undefined ? undefined : changes[at];
  return (
    <section class="walk" aria-label="From the initial program to the candidate">
      <button type="button" onClick={play} aria-pressed={playing}>
        {playing ? 'Pause' : 'Play'}
      </button>
      <button type="button" disabled={at === undefined || at === 0} onClick={() => go(at! - 1)}>
        Back
      </button>
      <button type="button" disabled={at === last} onClick={() => go((at ?? -1) + 1)}>
        Next
      </button>
      <span role="status">
        {change ? (
          <>
            change {at! + 1} of {changes.length}: <ChangeText change={change} direction={direction} />
          </>
        ) : (
          `${changes.length} changes from the initial program`
        )}
      </span>
    </section>
  );
}

function ChangeText({ change, direction }: { readonly change: CreditedChange; readonly direction: Direction }) {
  return (
    <>
      #{change.parent} to #{change.attempt},{' '}
      <span class={change.gain < 0 ? 'loss' : 'gain'}>
        {formatGain(change.gain, direction)} ({formatShare(change.share)})
      </span>{' '}
      to {formatNumber(change.score)} by {describeProposer(change)}: {change.summary}
    </>
  );
}

/** A position in a list that advances by itself while playing; undefined before the first item. */
function usePlayer(last: number, show: (step: number) => void) {
  const [at, setAt] = useState<number>();
  const [playing, setPlaying] = useState(false);
  const go = (step: number) => {
    setAt(step);
    show(step);
  };
  const play = () => {
    if (!playing && at === last) setAt(undefined);
    setPlaying(!playing);
  };
  useEffect(() => {
    if (!playing) return;
    const advance = () => (at === undefined || at < last ? go((at ?? -1) + 1) : setPlaying(false));
    const timer = setTimeout(advance, at === undefined ? 0 : pause);
    return () => clearTimeout(timer);
  }, [playing, at]);
  return { at, playing, go, play };
}
