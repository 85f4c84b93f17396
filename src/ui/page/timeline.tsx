import { useEffect, useState } from 'preact/hooks';
import type { IslandFacts } from '../../report/facts.ts';
import { setValue } from './address.ts';
import { useAllAsked } from './asked.ts';

/** A slider over the attempts whose archives are known; at its right end, the archives are those of now. */
export function Timeline({
  snapshots,
  at,
}: {
  readonly snapshots: readonly number[];
  readonly at: number | undefined;
}) {
  const last = snapshots.length;
  const found = at === undefined ? -1 : snapshots.findLastIndex((attempts) => attempts <= at);
  const place = at === undefined ? last : Math.max(0, found);
  const show = (index: number) => setValue('at', snapshots[index]?.toString());
  return (
    <label class="timeline">
      after{' '}
      <input
        type="range"
        min={0}
        max={last}
        value={place}
        aria-valuetext={at === undefined ? 'all attempts' : `${at} attempts`}
        onInput={({ currentTarget }) => show(Number(currentTarget.value))}
      />{' '}
      {at === undefined ? 'all attempts' : `${at} attempts`}
    </label>
  );
}

/** The archives after so many attempts; those that were shown before, until they arrive. */
export function useArchives(run: number, at: number | undefined, now: readonly IslandFacts[]): readonly IslandFacts[] {
  const asked = useAllAsked<readonly IslandFacts[]>(at === undefined ? [] : [`/runs/${run}/archives/${at}`]);
  const [shown, show] = useState(now);
  useEffect(() => {
    const [archives] = asked.state === 'there' ? asked.answer : [];
    if (archives) show(archives);
  }, [asked]);
  return at === undefined ? now : shown;
}
