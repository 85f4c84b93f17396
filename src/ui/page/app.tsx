import { useEffect, useMemo, useReducer } from 'preact/hooks';
import type { RunName } from '../protocol.ts';
import { pages, useAddress, writeAddress } from './address.ts';
import { ArchivePage } from './archive-page.tsx';
import { useAsked } from './asked.ts';
import { CandidatePage } from './candidate-page.tsx';
import { ComparePage } from './compare-page.tsx';
import { LineagePage } from './lineage-page.tsx';
import { LiveRun } from './live-run.ts';
import { RunPage } from './run-page.tsx';
import { TablePage } from './table/table-page.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

const shown = {
  run: RunPage,
  candidates: TablePage,
  lineage: LineagePage,
  archive: ArchivePage,
  compare: ComparePage,
  candidate: CandidatePage,
};

/** The frame of all pages: run, page and state of the connection. */
export function App() {
  const asked = useAsked<readonly RunName[]>('/runs');
  if (asked.state === 'asking') return <p class="waiting">Reading …</p>;
  if (asked.state === 'failed') return <p class="waiting">{asked.why}</p>;
  return <Runs names={asked.answer} />;
}

function Runs({ names }: { readonly names: readonly RunName[] }) {
  const address = useAddress();
  const runs = useMemo(() => names.map(({ id }) => new LiveRun(id)), [names]);
  const run = runs[address.run] ?? runs[0]!;
  useLive(run);
  useKeys(run.id);
  useEffect(() => {
    document.title = `${run.view?.name ?? 'germline'}: ${address.page}`;
  }, [run.view, address.page]);
  const Shown = shown[address.page];
  return (
    <>
      <header class="top">
        <RunChoice names={names} run={run.id} />
        <nav aria-label="Pages">
          {pages.map((page, index) => (
            <a
              key={page}
              href={writeAddress(run.id, page)}
              aria-current={page === address.page ? 'page' : undefined}
              aria-keyshortcuts={String(index + 1)}
            >
              {page}
            </a>
          ))}
        </nav>
        <State run={run} />
        <ThemeSwitch />
      </header>
      <main>
        {run.view && run.summary && (run.isComplete || address.page === 'run') ? (
          <Shown key={run.id} run={run} view={run.view} summary={run.summary} runs={runs} values={address.values} />
        ) : (
          <Waiting run={run} />
        )}
      </main>
    </>
  );
}

function Waiting({ run }: { readonly run: LiveRun }) {
  const read = run.summary ? `${run.rows.length} of ${run.summary.rows} attempts` : '';
  return (
    <p class="waiting" role="status">
      {run.connection === 'lost' ? disconnected : `Reading the record … ${read}`}
    </p>
  );
}

const disconnected = 'The server does not answer. Start "germline ui" again and open the address that it prints.';

function RunChoice({ names, run }: { readonly names: readonly RunName[]; readonly run: number }) {
  if (names.length === 1) return <strong class="run-name">{names[0]?.name}</strong>;
  return (
    <select
      aria-label="Run"
      value={run}
      onChange={({ currentTarget }) => {
        location.hash = writeAddress(Number(currentTarget.value), 'run');
      }}
    >
      {names.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

function State({ run }: { readonly run: LiveRun }) {
  const [kind, text] =
    run.connection === 'lost'
      ? ['lost', 'not connected']
      : run.summary?.running
        ? ['live', 'running']
        : ['still', 'finished'];
  return (
    <span class={`state ${kind}`} role="status">
      {text}
    </span>
  );
}

/** Renders again when the run has news. */
function useLive(run: LiveRun): void {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => run.subscribe(() => again(undefined)), [run]);
}

/** Digits open the pages. */
function useKeys(run: number): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const page = pages[Number(event.key) - 1];
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
      if (page && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) location.hash = writeAddress(run, page);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [run]);
}
