import { useEffect, useReducer, useState } from 'preact/hooks';
import { formatChange, formatDuration, formatNumber } from '../../format.ts';
import { outcomeOf } from '../../report/outcome.ts';
import type { Detail, RunView, Summary } from '../protocol.ts';
import { setValue, writeAddress } from './address.ts';
import { useAsked } from './asked.ts';
import { Diff } from './diff.tsx';
import type { LiveRun } from './live-run.ts';
import { CandidatePicture } from './picture.tsx';
import type { ShownRun } from './shown.ts';
import { StepChart } from './step-chart.tsx';

/** Compares two candidates of a run, and two runs. */
export function ComparePage(shown: ShownRun) {
  return (
    <>
      <h1>Compare</h1>
      <Candidates {...shown} />
      <h2>Runs</h2>
      <ComparedRuns {...shown} />
    </>
  );
}

function Candidates({ run, view, summary, values }: ShownRun) {
  const a = Number(values.get('a') ?? 0);
  const [best] = useState(summary.champion.number);
  const b = Number(values.get('b') ?? best);
  return (
    <>
      <div class="pair">
        <Side run={run} label="a" number={a} hasPictures={view.hasPictures} />
        <Side run={run} label="b" number={b} hasPictures={view.hasPictures} />
      </div>
      <MetricsTable run={run} a={a} b={b} />
      <Diff key={`${a} ${b}`} run={run} from={a} to={b} />
    </>
  );
}

function Side({
  run,
  label,
  number,
  hasPictures,
}: {
  readonly run: LiveRun;
  readonly label: string;
  readonly number: number;
  readonly hasPictures: boolean;
}) {
  const score = run.score(number);
  return (
    <section aria-label={`Candidate ${label}`}>
      <h2>
        <input
          key={number}
          type="number"
          min="0"
          value={number}
          aria-label={`Attempt ${label}`}
          onChange={({ currentTarget }) => currentTarget.validity.valid && setValue(label, currentTarget.value)}
        />{' '}
        <a href={writeAddress(run.id, 'candidate', { number })}>#{number}</a>{' '}
        {score === undefined ? 'no score' : formatNumber(score)}
      </h2>
      <p class="quiet">{run.row(number)?.summary}</p>
      {hasPictures && score !== undefined && <CandidatePicture run={run.id} number={number} />}
    </section>
  );
}

function MetricsTable({ run, a, b }: { readonly run: LiveRun; readonly a: number; readonly b: number }) {
  const [left, right] = [useMetrics(run, a), useMetrics(run, b)];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return (
    <table>
      <thead>
        <tr>
          <th>metric</th>
          <th class="number">#{a}</th>
          <th class="number">#{b}</th>
          <th class="number">change</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => {
          const [from, to] = [left[name], right[name]];
          return (
            <tr key={name}>
              <td>{name}</td>
              <td class="number">{from === undefined ? '–' : formatNumber(from)}</td>
              <td class="number">{to === undefined ? '–' : formatNumber(to)}</td>
              <td class="number">{from === undefined || to === undefined ? '–' : formatChange(to - from)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Score, metrics and measures of a candidate; empty until they arrive. */
function useMetrics(run: LiveRun, number: number): Readonly<Record<string, number>> {
  const asked = useAsked<Detail>(`/runs/${run.id}/attempts/${number}`, run.audit(number));
  if (asked.state !== 'there') return {};
  const { attempt, score } = asked.answer;
  const outcome = outcomeOf(attempt);
  return {
    ...(score !== undefined && { score }),
    ...('metrics' in outcome && outcome.metrics),
    ...('measures' in outcome && outcome.measures),
  };
}

/** A run whose facts have arrived. */
interface Read {
  readonly view: RunView;
  readonly summary: Summary;
}

function ComparedRuns({ run, runs, values }: ShownRun) {
  const others = runs.filter(({ id }) => id !== run.id);
  const other = others.find(({ id }) => String(id) === values.get('with')) ?? others[0];
  useNews(other);
  if (!other)
    return (
      <p class="quiet">
        Name two populations to compare them: <code>germline ui one two</code>
      </p>
    );
  if (!run.view || !run.summary || !other.view || !other.summary) return <p class="waiting">Reading …</p>;
  const both = [
    { view: run.view, summary: run.summary },
    { view: other.view, summary: other.summary },
  ];
  return (
    <>
      {others.length > 1 && <OtherRun runs={others} chosen={other} />}
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

function OtherRun({ runs, chosen }: { readonly runs: readonly LiveRun[]; readonly chosen: LiveRun }) {
  return (
    <label>
      with{' '}
      <select value={chosen.id} onChange={({ currentTarget }) => setValue('with', currentTarget.value)}>
        {runs.map(({ id, view }) => (
          <option key={id} value={id}>
            {view?.name ?? id}
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
  return (
    <div class="charts">
      <StepChart
        title="best score over attempts"
        end={Math.max(1, end)}
        x={{ label: 'attempts', scale: 'linear' }}
        y={{ label: 'best score', scale: 'linear' }}
        series={series(({ attempts }) => attempts)}
      />
      <StepChart
        title="best score over time"
        end={Math.max(1000, time)}
        x={{ label: 'time', scale: 'linear', format: formatDuration }}
        y={{ label: 'best score', scale: 'linear' }}
        series={series(({ at }) => at)}
      />
    </div>
  );
}

function RunFigures({ both }: { readonly both: readonly Read[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th />
          {both.map(({ view }) => (
            <th key={view.id} class="number">
              {view.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {figures.map(([name, of]) => (
          <tr key={name}>
            <td>{name}</td>
            {both.map(({ view, summary }) => (
              <td key={view.id} class="number">
                {of(summary)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const figures: readonly (readonly [name: string, of: (summary: Summary) => string])[] = [
  ['best score', ({ champion }) => formatNumber(champion.score)],
  ['change', ({ champion, initial }) => formatChange(champion.score - initial)],
  ['attempts', ({ attempts }) => String(attempts)],
  ['time', ({ cost }) => formatDuration(cost.milliseconds)],
  ['kept', ({ outcomes }) => String(outcomes.new + outcomes.improved)],
  ['failed', ({ outcomes }) => String(outcomes.failed)],
  ['refused', ({ outcomes }) => String(outcomes.refused)],
  ['tokens', ({ cost }) => String(cost.promptTokens + cost.answerTokens)],
];

/** Renders again when another run has news. */
function useNews(run: LiveRun | undefined): void {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => run?.subscribe(() => again(undefined)), [run]);
}
