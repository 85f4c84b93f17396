import { useEffect, useState } from 'preact/hooks';
import { formatChange, formatDuration, formatNumber } from '../../format.ts';
import { plain } from '../../plain.ts';
import type { ListedRun, ListedState } from '../protocol.ts';
import { writeAddress } from './address.ts';
import { useAsked } from './asked.ts';
import { DataTable, type TableColumn } from './data-table.tsx';

/** Milliseconds between two looks at all runs. */
const interval = 10_000;

/** All runs of the server, those that were written last first. */
export function IndexPage() {
  const runs = useStates();
  useEffect(() => {
    document.title = 'germline: runs';
  }, []);
  return (
    <>
      <h1>Runs</h1>
      {typeof runs === 'string' ? (
        <p class="waiting" role="status">
          {runs}
        </p>
      ) : runs.length === 0 ? (
        <p>
          There are no runs in the folder populations. Try: <code>npx germline run circle-packing-26 --for 2m</code>
        </p>
      ) : (
        <RunTable runs={runs} />
      )}
    </>
  );
}

/** The states of all runs, read again now and then; until they arrive, why they are not there. */
function useStates(): readonly ListedRun[] | string {
  const [look, setLook] = useState(0);
  const [runs, setRuns] = useState<readonly ListedRun[]>();
  const asked = useAsked<readonly ListedRun[]>('/runs/states', look);
  useEffect(() => {
    if (asked.state === 'there') setRuns(asked.answer);
    if (asked.state === 'asking') return;
    const timer = setTimeout(() => setLook(look + 1), interval);
    return () => clearTimeout(timer);
  }, [asked.state]);
  return asked.state === 'failed' ? asked.why : (runs ?? 'Reading the runs …');
}

function RunTable({ runs }: { readonly runs: readonly ListedRun[] }) {
  return <DataTable label="Runs" name="runs" columns={columns} rows={runs} keyOf={({ id }) => id} />;
}

/** A column of facts, which a run that cannot be read has not. */
function column(
  label: string,
  value: (run: ListedState) => string | number | undefined,
  format?: (value: number) => string,
): TableColumn<ListedRun> {
  const known = (run: ListedRun) => ('unreadable' in run ? undefined : value(run));
  if (!format) return { label, value: known };
  const show = (run: ListedRun) => {
    const found = known(run);
    return typeof found === 'number' ? format(found) : '–';
  };
  return { label, isNumber: true, value: known, show };
}

const columns: readonly TableColumn<ListedRun>[] = [
  {
    ...{ label: 'run', value: ({ name }) => plain(name) },
    show: ({ id, name }) => <a href={writeAddress(id, 'run')}>{plain(name)}</a>,
  },
  column('problem', ({ problem }) => plain(problem)),
  column('best', ({ best }) => best?.score, formatNumber),
  column('gain', gainOf, formatChange),
  column('attempts', ({ attempts }) => attempts, String),
  { ...column('time', ({ milliseconds }) => milliseconds, formatDuration), unit: 'ms' },
  { label: 'state', value: (run) => ('unreadable' in run ? plain(run.unreadable) : stateOf(run)) },
];

/** The change of score since the initial program. */
function gainOf({ initial, best }: ListedState): number | undefined {
  return initial === undefined || !best ? undefined : best.score - initial;
}

function stateOf({ running, written }: ListedState): string {
  return running ? 'running' : `finished ${formatDuration(Math.max(0, Date.now() - written))} ago`;
}
