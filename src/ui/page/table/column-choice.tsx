import { setValue } from '../address.ts';
import type { LiveRun } from '../live-run.ts';
import { rowColumns } from './columns.ts';

/** Which columns are shown. */
export function ColumnChoice({
  run,
  figures,
  shown,
}: {
  readonly run: LiveRun;
  readonly figures: readonly string[];
  readonly shown: readonly string[];
}) {
  const toggle = (key: string, on: boolean) => {
    const chosen = on ? [...shown, key] : shown.filter((one) => one !== key);
    setValue('columns', chosen.map(encodeURIComponent).join(','));
  };
  return (
    <details class="column-choice">
      <summary>columns</summary>
      {[...rowColumns(run).map(({ key }) => key), ...figures].map((key) => (
        <label key={key}>
          <input
            type="checkbox"
            checked={shown.includes(key)}
            onChange={({ currentTarget }) => toggle(key, currentTarget.checked)}
          />{' '}
          {key}
        </label>
      ))}
    </details>
  );
}
