import { useEffect, useState } from 'preact/hooks';
import { formatChange, formatDuration, formatNumber } from '../../format.ts';
import { plain } from '../../plain.ts';
import type { ListedRun, ListedState } from '../protocol.ts';
import { writeAddress } from './address.ts';
import { useAsked } from './asked.ts';
import { toCsv } from './csv.ts';
import { download } from './download.ts';
import { Wide } from './scrollable.tsx';

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

const columns = ['run', 'problem', 'best', 'gain', 'attempts', 'time', 'state'] as const;
const numeric = new Set<string>(['best', 'gain', 'attempts', 'time']);

function RunTable({ runs }: { readonly runs: readonly ListedRun[] }) {
  const save = () =>
    download(
      'runs.csv',
      'text/csv',
      toCsv(
        columns,
        runs.map((run) => [run.name, ...cellsOf(run)]),
      ),
    );
  return (
    <>
      <Wide label="Runs">
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col" class={numeric.has(column) ? 'number' : ''}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
          </tbody>
        </table>
      </Wide>
      <button type="button" onClick={save}>
        CSV
      </button>
    </>
  );
}

function RunRow({ run }: { readonly run: ListedRun }) {
  return (
    <tr>
      <td>
        <a href={writeAddress(run.id, 'run')}>{plain(run.name)}</a>
      </td>
      {'unreadable' in run ? (
        <td colSpan={columns.length - 1} class="example">
          {plain(run.unreadable)}
        </td>
      ) : (
        cellsOf(run).map((cell, index) => (
          <td key={columns[index + 1]} class={numeric.has(columns[index + 1] ?? '') ? 'number' : ''}>
            {cell}
          </td>
        ))
      )}
    </tr>
  );
}

function cellsOf(run: ListedRun): readonly string[] {
  if ('unreadable' in run) return [run.unreadable];
  const { problem, best, attempts, milliseconds } = run;
  const [score, gain] = best ? [formatNumber(best.score), gainOf(run, best.score)] : ['–', '–'];
  return [plain(problem), score, gain, String(attempts), formatDuration(milliseconds), stateOf(run)];
}

/** The change of score since the initial program. */
function gainOf({ initial }: ListedState, best: number): string {
  return initial === undefined ? '–' : formatChange(best - initial);
}

function stateOf({ running, written }: ListedState): string {
  return running ? 'running' : `finished ${formatDuration(Math.max(0, Date.now() - written))} ago`;
}
