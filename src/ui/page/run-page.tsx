import { useMemo, useState } from 'preact/hooks';
import { bestOf, type Direction, fitnessOf } from '../../api/direction.ts';
import { formatChange, formatDuration, formatGain, formatNumber, formatShare } from '../../format.ts';
import { formatTick, type Scale } from '../../report/axes.ts';
import { others } from '../../report/comparison.ts';
import type { Reason } from '../../report/outcomes.ts';
import type { ProposerFacts } from '../../report/proposers.ts';
import type { Step } from '../../report/steps.ts';
import type { Summary } from '../protocol.ts';
import { writeAddress } from './address.ts';
import { Choice } from './choice.tsx';
import { RunControl } from './control/run-control.tsx';
import { DataTable, type TableColumn } from './data-table.tsx';
import { IdeasSection } from './ideas-section.tsx';
import { MachinesSection } from './machines-section.tsx';
import { CandidatePicture } from './picture.tsx';
import { SavedFigure } from './saved-figure.tsx';
import type { ShownRun } from './shown.ts';
import { StepChart } from './step-chart.tsx';
import { usePainted } from './use-painted.ts';

/** The state of the run: best score, curves, islands, outcomes, proposers. Rows that arrive change nothing of it. */
export function RunPage(shown: ShownRun) {
  const isPainted = usePainted();
  const { view, summary } = shown;
  return useMemo(
    () => (
      <>
        <Overview {...shown} />
        {isPainted && <Sections {...shown} />}
      </>
    ),
    [view, summary, isPainted],
  );
}

/** What is seen at once. */
function Overview(shown: ShownRun) {
  const { view, summary } = shown;
  return (
    <>
      <h1>{view.problem}</h1>
      <p class="quiet">{view.statement?.trim().split('\n\n')[0]}</p>
      {summary.notices.map((notice, index) => (
        <p key={index} class="notice">
          {notice}
        </p>
      ))}
      {/* Screen readers hear a new notice, but not every new count in one. */}
      <p class="for-readers" role="status">
        {summary.notices.map((notice) => notice.replace(/\d+/g, '…')).join(' ')}
      </p>
      <RunControl {...shown} />
      <Figures {...shown} />
      <Curves {...shown} />
    </>
  );
}

function Sections(shown: ShownRun) {
  const { summary } = shown;
  return (
    <>
      <h2>Islands</h2>
      <Islands {...shown} />
      <h2>Outcomes</h2>
      <OutcomesSection {...shown} />
      <h2>Proposers</h2>
      <ProposersSection {...shown} />
      <MachinesSection {...shown} />
      {summary.ideas.count > 0 && <IdeasSection {...shown} />}
    </>
  );
}

type Figure = readonly [name: string, value: string, more?: string];

function figuresOf({ view, summary }: ShownRun): readonly Figure[] {
  const { champion, comparison, initial, attempts, pace, cost, left, audits } = summary;
  const concurrency = `${pace.proposing.toFixed(1)} + ${pace.evaluating.toFixed(1)}`;
  const change = `${formatChange(champion.score - initial)} against the initial program`;
  const audited = champion.audited ? 'audited' : 'not audited yet';
  const { knownBest, sandbox } = view;
  return [
    ['best score', formatNumber(champion.score), `${change}${view.direction === 'min' ? '; lower is better' : ''}`],
    ...(comparison
      ? [['held-back inputs', formatNumber(comparison.winner.heldBack.score), others(comparison)] as const]
      : []),
    ...(knownBest ? [['best known', formatNumber(knownBest.score), knownBest.source] as const] : []),
    ['attempts', String(attempts), `${pace.attemptsPerSecond.toFixed(1)} a second lately`],
    ['time', formatDuration(cost.milliseconds), left === undefined ? '' : `${formatDuration(left)} left`],
    ['concurrency', concurrency, 'proposing + evaluating, lately'],
    ...(cost.calls > 0 ? [tokenFigure(summary)] : []),
    ['audits', `${audits.confirmed} confirmed`, `${audits.refuted} refuted; the best is ${audited}`],
    ['sandbox', `${sandbox.length} layers`, sandbox.join(', ')],
  ];
}

function tokenFigure({ pace, cost }: Summary): Figure {
  const tokens = cost.promptTokens + cost.answerTokens;
  const failed = `${cost.failedCalls} of ${cost.calls} calls failed`;
  return ['tokens', String(tokens), `${pace.tokensPerSecond.toFixed(0)} a second, ${failed}`];
}

function Figures(shown: ShownRun) {
  return (
    <dl class="figures">
      {figuresOf(shown).map(([name, value, more]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <strong>{value}</strong>
            {more && <small title={more}>{more}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The best score over attempts or time, and beside it the best program. */
function Curves(shown: ShownRun) {
  const [scale, setScale] = useState<Scale>('linear');
  const [over, setOver] = useState<'attempts' | 'time'>('attempts');
  const { summary } = shown;
  const attempts = { of: (step: Step) => step.attempts, end: summary.attempts, least: 1, format: formatTick };
  const time = { of: ({ at }: Step) => at, end: summary.cost.milliseconds, least: 1000, format: formatDuration };
  return (
    <div class="columns">
      <section>
        <div class="title">
          <h2>Best score</h2>
          <Choice label="Over" names={['attempts', 'time'] as const} chosen={over} choose={setOver} />
          <Choice label="Scale" names={['linear', 'log'] as const} chosen={scale} choose={setScale} />
        </div>
        <ScoreCurve {...shown} scale={scale} name={over} {...(over === 'attempts' ? attempts : time)} />
      </section>
      <section>
        <h2>The best</h2>
        <Best {...shown} />
      </section>
    </div>
  );
}

/** Most improvements that are listed. */
const mostImprovements = 5;

/** The best program: its picture, and the last improvements that led to it. */
function Best({ view, summary }: ShownRun) {
  const { number } = summary.champion;
  return (
    <div class="best">
      {view.hasPictures && <CandidatePicture run={view.id} number={number} />}
      <div>
        <p>
          <a href={writeAddress(view.id, 'lineage', { of: number })}>lineage of #{number}</a>,{' '}
          <a href={writeAddress(view.id, 'candidate', { number })}>its program</a>,{' '}
          <a href={writeAddress(view.id, 'compare', { pins: `0 ${number}` })}>beside the initial program</a>
        </p>
        <ol class="improvements">
          {summary.steps
            .slice(-mostImprovements)
            .toReversed()
            .map(({ attempt, score, summary: text }) => (
              <li key={attempt}>
                <a href={writeAddress(view.id, 'candidate', { number: attempt })}>#{attempt}</a> {formatNumber(score)}{' '}
                <small>{text}</small>
              </li>
            ))}
        </ol>
      </div>
    </div>
  );
}

interface CurveProps extends ShownRun {
  readonly scale: Scale;
  readonly name: string;
  readonly of: (step: Step) => number;
  readonly end: number;
  /** The least value of a logarithmic axis. */
  readonly least: number;
  readonly format: (value: number) => string;
}

/** The best score over attempts or time; on logarithmic axes, the distance to the best known. */
function ScoreCurve({ view, summary, scale, name, of, end, least, format }: CurveProps) {
  const isLog = scale === 'log';
  const { direction, knownBest } = view;
  const goal = bestOf(direction, [summary.champion.score, knownBest?.score ?? summary.champion.score]);
  const points = summary.steps.map((step) => ({
    x: Math.max(isLog ? least : 0, of(step)),
    y: isLog ? fitnessOf(direction, goal - step.score) : step.score,
    link: {
      text: `#${step.attempt}: ${formatNumber(step.score)}, ${step.summary}`,
      href: writeAddress(view.id, 'candidate', { number: step.attempt }),
    },
  }));
  return (
    <SavedFigure name={`${view.name}-over-${name}`}>
      <StepChart
        title={`best score over ${name}`}
        end={Math.max(end, least)}
        x={{ label: isLog ? `${name} (log)` : name, scale, format }}
        y={{ label: isLog ? `distance to ${formatNumber(goal)} (log)` : 'best score', scale }}
        mark={isLog || !knownBest ? undefined : { value: knownBest.score, label: 'best known' }}
        series={[{ name, colour: 0, points }]}
      />
    </SavedFigure>
  );
}

function Islands({ view, summary }: ShownRun) {
  return (
    <div class="islands">
      {summary.islands.map(({ steps, cells }, island) => (
        <SavedFigure key={island} name={`${view.name}-score-of-island-${island}`}>
          <StepChart
            small
            title={`best score of island ${island}`}
            end={Math.max(1, summary.attempts)}
            x={{ label: 'attempts', scale: 'linear' }}
            y={{ label: 'score', scale: 'linear' }}
            series={[
              {
                name: String(island),
                colour: island % 10,
                points: steps.map(({ attempts, score }) => ({ x: attempts, y: score })),
              },
            ]}
          />
          <figcaption>
            <a href={writeAddress(view.id, 'archive', { island })}>island {island}</a>:{' '}
            {formatNumber(steps.at(-1)?.score ?? Number.NaN)}, {cells.length} cells
          </figcaption>
        </SavedFigure>
      ))}
    </div>
  );
}

function OutcomesSection({ view, summary: { outcomes, reasons, attempts } }: ShownRun) {
  return (
    <>
      <Shares name={`${view.name}-outcomes`} counts={Object.entries(outcomes)} />
      {reasons.length > 0 && (
        <DataTable
          label="Reasons"
          name={`${view.name}-reasons`}
          columns={reasonColumns(view.id, attempts)}
          rows={reasons}
          keyOf={({ status, reason }) => `${status} ${reason}`}
        />
      )}
    </>
  );
}

function reasonColumns(run: number, attempts: number): readonly TableColumn<Reason>[] {
  return [
    { label: 'reason', value: ({ status, reason }) => `${status}: ${reason}` },
    {
      ...{ label: 'attempts', isNumber: true, value: ({ count }) => count },
      show: ({ count }) => `${count} (${formatShare(count / attempts)})`,
    },
    { label: 'the latest', value: ({ example }) => example.feedback, show: ({ example }) => latestOf(run, example) },
  ];
}

function latestOf(run: number, { attempt, feedback }: Reason['example']) {
  return (
    <span class="example">
      <a href={writeAddress(run, 'candidate', { number: attempt })}>#{attempt}</a> {feedback.slice(0, 160)}
    </span>
  );
}

interface SharesProps {
  readonly name: string;
  readonly counts: readonly (readonly [name: string, count: number])[];
}

/** Shares of a whole, as one bar and in words. */
function Shares({ name, counts }: SharesProps) {
  const total = counts.reduce((sum, [, count]) => sum + count, 0) || 1;
  const before = (index: number) => counts.slice(0, index).reduce((sum, [, count]) => sum + count, 0);
  return (
    <SavedFigure name={name}>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" class="shares" aria-hidden="true">
        {counts.map(([name, count], index) => (
          <rect
            key={name}
            class={`fill-${name}`}
            x={(100 * before(index)) / total}
            y="0"
            width={(100 * count) / total}
            height="6"
          >
            <title>
              {name} {count}
            </title>
          </rect>
        ))}
      </svg>
      <ul class="legend">
        {counts.map(([name, count]) => (
          <li key={name} class={`of-${name}`}>
            {name} {count} <small>({formatShare(count / total)})</small>
          </li>
        ))}
      </ul>
    </SavedFigure>
  );
}

function ProposersSection({ view, summary: { proposers } }: ShownRun) {
  return (
    <DataTable
      label="Proposers"
      name={`${view.name}-proposers`}
      columns={proposerColumns(view.direction)}
      rows={proposers}
      keyOf={({ proposer, model }) => `${proposer} ${model}`}
    />
  );
}

function proposerColumns(direction: Direction): readonly TableColumn<ProposerFacts>[] {
  const number = (label: string, value: (one: ProposerFacts) => number) => ({ label, isNumber: true, value });
  const duration = (of: (one: ProposerFacts) => number) => (one: ProposerFacts) => formatDuration(1000 * of(one));
  return [
    { label: 'proposer', value: ({ proposer }) => proposer },
    { label: 'model', value: ({ model }) => model },
    number('tries', ({ tries }) => tries),
    number('children', ({ children }) => children),
    number('kept', ({ placed = 0 }) => placed),
    {
      ...number('kept / tries', ({ placed = 0, tries }) => placed / tries),
      show: ({ placed = 0, tries }) => formatShare(placed / tries),
    },
    {
      ...number('score changed by', ({ gain }) => fitnessOf(direction, gain)),
      show: ({ gain }) => (gain === 0 ? '–' : formatGain(gain, direction)),
    },
    { ...number('time', ({ seconds }) => seconds), unit: 's', show: duration(({ seconds }) => seconds) },
    {
      ...{ label: 'time per kept', unit: 's', isNumber: true, value: timePerKept },
      show: (one) => timePerKept(one)?.toFixed(2).concat('s') ?? '–',
    },
    { ...number('tokens', ({ tokens }) => tokens), show: ({ tokens }) => tokens || '–' },
  ];
}

function timePerKept({ seconds, placed = 0 }: ProposerFacts): number | undefined {
  return placed === 0 ? undefined : seconds / placed;
}
