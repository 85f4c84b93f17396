import { useEffect } from 'preact/hooks';
import type { RunName } from '../protocol.ts';
import { indexAddress, type Page, pages, type RunAddress, writeAddress } from './address.ts';
import { ArchivePage } from './archive-page.tsx';
import { useAsked } from './asked.ts';
import { CandidatePage } from './candidate-page.tsx';
import { ComparePage } from './compare-page.tsx';
import { LineagePage } from './lineage-page.tsx';
import { type LiveRun, liveRun } from './live-run.ts';
import { RunPage } from './run-page.tsx';
import { TablePage } from './table/table-page.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import { useNews } from './use-news.ts';

const shown = {
  run: RunPage,
  candidates: TablePage,
  lineage: LineagePage,
  archive: ArchivePage,
  compare: ComparePage,
  candidate: CandidatePage,
};

interface FrameProps {
  readonly names: readonly RunName[];
  readonly address: RunAddress;
}

/** The pages of one run. */
export function RunFrame({ names, address: { run: id, page, values } }: FrameProps) {
  const run = liveRun(id);
  const name = names.find((one) => one.id === id)?.name ?? 'germline';
  useNews(run);
  useKeys(id);
  useEffect(() => {
    document.title = `${name}: ${page}`;
  }, [name, page]);
  const Shown = shown[page];
  return (
    <>
      <header class="top">
        <RunChoice names={names} run={id} />
        <Pages run={id} page={page} />
        <State run={run} />
        <ThemeSwitch />
      </header>
      <main>
        {run.view && run.summary && (run.isComplete || page === 'run') ? (
          <Shown key={id} run={run} view={run.view} summary={run.summary} names={names} values={values} />
        ) : (
          <Waiting run={run} />
        )}
      </main>
    </>
  );
}

function Pages({ run, page }: { readonly run: number; readonly page: Page }) {
  return (
    <nav aria-label="Pages">
      {pages.map((one, index) => (
        <a
          key={one}
          href={writeAddress(run, one)}
          title={`key ${index + 1}`}
          aria-current={one === page ? 'page' : undefined}
          aria-keyshortcuts={String(index + 1)}
        >
          {one}
        </a>
      ))}
    </nav>
  );
}

function Waiting({ run }: { readonly run: LiveRun }) {
  if (run.connection === 'lost') return <Lost run={run.id} />;
  const read = run.summary ? `${run.rows.length} of ${run.summary.rows} attempts` : '';
  return (
    <p class="waiting" role="status">
      Reading the record … {read}
    </p>
  );
}

/** Why a run is not shown: the server says it, unless it is gone. */
function Lost({ run }: { readonly run: number }) {
  const asked = useAsked(`/runs/${run}`);
  return (
    <p class="waiting" role="status">
      {asked.state === 'failed' && asked.isAnswer ? asked.why : disconnected}
    </p>
  );
}

const disconnected = 'The server does not answer. Start "germline ui" again and open the address that it prints.';

function RunChoice({ names, run }: { readonly names: readonly RunName[]; readonly run: number }) {
  if (names.length === 1) return <strong class="run-name">{names[0]?.name}</strong>;
  return (
    <>
      <a href={indexAddress}>all runs</a>
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
    </>
  );
}

function State({ run }: { readonly run: LiveRun }) {
  const [kind, text] =
    run.connection === 'lost'
      ? ['lost', 'not connected']
      : run.connection === 'opening'
        ? ['still', 'connecting']
        : run.summary?.running
          ? ['live', 'running']
          : ['still', 'finished'];
  return (
    <span class={`state ${kind}`} role="status">
      {text}
    </span>
  );
}

/** Digits open the pages. */
function useKeys(run: number): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const page = pages[Number(event.key) - 1];
      const typing =
        event.target instanceof HTMLInputElement ||
        event.target instanceof HTMLSelectElement ||
        event.target instanceof HTMLTextAreaElement;
      if (page && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) location.hash = writeAddress(run, page);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [run]);
}
