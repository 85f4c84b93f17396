import { formatChange, formatDuration, formatNumber } from '../../format.ts';
import type { RunName, RunView, Summary } from '../protocol.ts';
import { setValue } from './address.ts';
import { DataTable, type TableColumn } from './data-table.tsx';
import { type LiveRun, liveRun } from './live-run.ts';
import { SavedFigure } from './saved-figure.tsx';
import type { ShownRun } from './shown.ts';
import { StepChart } from './step-chart.tsx';
import { useNews } from './use-news.ts';

/** A run whose facts have arrived. */
interface Read {
  readonly view: RunView;
  readonly summary: Summary;
}

/** The curves and figures of this run and another one of the same problem. */
export function ComparedRuns({ run, names, values }: ShownRun) {
  const others = names.filter(({ id }) => id !== run.id);
  const chosen =
    others.find(({ id }) => String(id) === values.get('with')) ?? (others.length === 1 ? others[0] : undefined);
  if (others.length === 0)
    return (
      <p class="quiet">
        Name two populations to compare them: <code>germline ui one two</code>
      </p>
    );
  return (
    <>
      {others.length > 1 && <OtherRun names={others} chosen={chosen} />}
      {chosen && <ComparedWith key={chosen.id} run={run} other={liveRun(chosen.id)} />}
    </>
  );
}

function ComparedWith({ run, other }: { readonly run: LiveRun; readonly other: LiveRun }) {
  useNews(other);
  if (!run.view || !run.summary || !other.view || !other.summary) return <p class="waiting">Reading …</p>;
  if (run.view.problem !== other.view.problem)
    return (
      <p class="notice">
        {other.view.name} is a run of {other.view.problem}, and {run.view.name} of {run.view.problem}: their scores
        cannot be compared.
      </p>
    );
  const both = [
    { view: run.view, summary: run.summary },
    { view: other.view, summary: other.summary },
  ];
  return (
    <>
      <ul class="legend">
        {both.map(({ view }, index) => (
          <li key={view.id} class={index === 0 ? 'of-improved' : 'of-refused'}>
            {view.name}
          </li>
        ))}
      </ul>
      <RunCurves both={both} />
      <RunFigures both={both} />
    </>
  );
}

function OtherRun({ names, chosen }: { readonly names: readonly RunName[]; readonly chosen: RunName | undefined }) {
  return (
    <label>
      with{' '}
      <select value={chosen?.id ?? ''} onChange={({ currentTarget }) => setValue('with', currentTarget.value)}>
        <option value="">choose a run</option>
        {names.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function RunCurves({ both }: { readonly both: readonly Read[] }) {
  const end = Math.max(...both.map(({ summary }) => summary.attempts));
  const time = Math.max(...both.map(({ summary }) => summary.cost.milliseconds));
  const series = (of: (step: Summary['steps'][number]) => number) =>
    both.map(({ view, summary }, colour) => ({
      ...{ name: view.name, colour },
      points: summary.steps.map((step) => ({ x: of(step), y: step.score })),
    }));
  const name = both.map(({ view }) => view.name).join('-and-');
  return (
    <div class="charts">
      <SavedFigure name={`${name}-over-attempts`}>
        <StepChart
          title="best score over attempts"
          end={Math.max(1, end)}
          x={{ label: 'attempts', scale: 'linear' }}
          y={{ label: 'best score', scale: 'linear' }}
          series={series(({ attempts }) => attempts)}
        />
      </SavedFigure>
      <SavedFigure name={`${name}-over-time`}>
        <StepChart
          title="best score over time"
          end={Math.max(1000, time)}
          x={{ label: 'time', scale: 'linear', format: formatDuration }}
          y={{ label: 'best score', scale: 'linear' }}
          series={series(({ at }) => at)}
        />
      </SavedFigure>
    </div>
  );
}

function RunFigures({ both }: { readonly both: readonly Read[] }) {
  const columns: readonly TableColumn<Figure>[] = [
    { label: 'figure', value: ({ name }) => name },
    ...both.map(({ view, summary }) => ({
      ...{ label: view.name, isNumber: true, value: ({ of }: Figure) => of(summary) },
      show: ({ of, format = formatNumber }: Figure) => format(of(summary)),
    })),
  ];
  return (
    <DataTable
      label="Figures of both runs"
      name={both.map(({ view }) => view.name).join('-and-')}
      columns={columns}
      rows={figures}
      keyOf={({ name }) => name}
    />
  );
}

interface Figure {
  readonly name: string;
  readonly of: (summary: Summary) => number;
  readonly format?: (value: number) => string;
}

const figures: readonly Figure[] = [
  { name: 'best score', of: ({ champion }) => champion.score },
  { name: 'change', of: ({ champion, initial }) => champion.score - initial, format: formatChange },
  { name: 'attempts', of: ({ attempts }) => attempts },
  { name: 'time', of: ({ cost }) => cost.milliseconds, format: formatDuration },
  { name: 'kept', of: ({ outcomes }) => outcomes.new + outcomes.improved },
  { name: 'failed', of: ({ outcomes }) => outcomes.failed },
  { name: 'refused', of: ({ outcomes }) => outcomes.refused },
  { name: 'tokens', of: ({ cost }) => cost.promptTokens + cost.answerTokens },
];
