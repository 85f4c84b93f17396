import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { formatChange, formatNumber } from '../../format.ts';
import { plain } from '../../plain.ts';
import { outcomeOf } from '../../report/outcome.ts';
import type { Detail } from '../protocol.ts';
import { setValue, writeAddress } from './address.ts';
import { useAllAsked } from './asked.ts';
import { DataTable, type TableColumn } from './data-table.tsx';
import { Diff } from './diff.tsx';
import type { LiveRun } from './live-run.ts';
import { readNumbers } from './numbers.ts';
import { CandidatePicture } from './picture.tsx';
import type { ShownRun } from './shown.ts';

/** Pinned candidates side by side: figures, and the change of each against the first one. */
export function ComparedCandidates({ run, view, summary, values }: ShownRun) {
  // The best when the page was opened: it must not change under the reader's eyes.
  const [best] = useState(summary.champion.number);
  const pins = readNumbers(values.get('pins') ?? `0 ${best}`);
  const pin = (numbers: readonly number[]) => setValue('pins', numbers.join(' '));
  const [first, ...others] = pins.filter((number) => run.row(number));
  return (
    <>
      <div class="pinned">
        {pins.map((number) => (
          <Pinned
            key={number}
            {...{ run, number, hasPictures: view.hasPictures }}
            unpin={() => pin(pins.filter((one) => one !== number))}
          />
        ))}
      </div>
      <p class="controls">
        <AddPin add={(number) => pin([...pins, number])} />
        <span class="quiet">Others are compared with the first one.</span>
      </p>
      {first !== undefined && <Figures run={run} numbers={[first, ...others]} />}
      {first !== undefined &&
        others.map((number, index) => (
          <details key={`${first} ${number}`} open={index === 0}>
            <summary>
              Change from #{first} to #{number}
            </summary>
            <Diff run={run} from={first} to={number} />
          </details>
        ))}
    </>
  );
}

function Pinned({
  run,
  number,
  hasPictures,
  unpin,
}: {
  readonly run: LiveRun;
  readonly number: number;
  readonly hasPictures: boolean;
  readonly unpin: () => void;
}) {
  const score = run.score(number);
  const row = run.row(number);
  return (
    <section aria-label={`Candidate ${number}`}>
      <h2>
        <a href={writeAddress(run.id, 'candidate', { number })}>#{number}</a>{' '}
        {score === undefined ? 'no score' : formatNumber(score)}{' '}
        <button type="button" aria-label={`Unpin #${number}`} onClick={unpin}>
          ×
        </button>
      </h2>
      <p class="quiet">{row ? row.summary : `There is no attempt ${number}.`}</p>
      {hasPictures && score !== undefined && <CandidatePicture run={run.id} number={number} />}
    </section>
  );
}

function AddPin({ add }: { readonly add: (number: number) => void }) {
  return (
    <label>
      add candidate{' '}
      <input
        type="number"
        min="0"
        onChange={({ currentTarget: input }) => {
          if (input.value !== '' && input.validity.valid) add(Number(input.value));
          input.value = '';
        }}
      />
    </label>
  );
}

/** Score, metrics and measures of candidates; behind each the change against the first candidate. */
function Figures({ run, numbers }: { readonly run: LiveRun; readonly numbers: readonly number[] }) {
  const audits = numbers.map((number) => run.audit(number)).join();
  const addresses = numbers.map((number) => `/runs/${run.id}/attempts/${number}`);
  const asked = useAllAsked<Detail>(addresses, audits);
  if (asked.state === 'asking') return <p class="waiting">Reading …</p>;
  if (asked.state === 'failed') return <p class="notice">{asked.why}</p>;
  const figures = asked.answer.map(figuresOf);
  const names = [...new Set(figures.flatMap((one) => Object.keys(one)))];
  const columns: readonly TableColumn<string>[] = [
    { label: 'figure', value: plain },
    ...figures.map((figure, index) => ({
      ...{ label: `#${numbers[index]}`, isNumber: true, value: (name: string) => figure[name] },
      show: (name: string) => describeFigure(figure[name], index === 0 ? undefined : figures[0]?.[name]),
    })),
  ];
  return (
    <DataTable
      label="Figures"
      name={`candidates-${numbers.join('-')}`}
      columns={columns}
      rows={names}
      keyOf={(name) => name}
    />
  );
}

/** A figure, and its change against that of the first candidate. */
function describeFigure(value: number | undefined, first: number | undefined): ComponentChildren {
  if (value === undefined) return '–';
  if (first === undefined || value === first) return formatNumber(value);
  return (
    <>
      {formatNumber(value)} <small>({formatChange(value - first)})</small>
    </>
  );
}

function figuresOf({ attempt, score }: Detail): Readonly<Record<string, number>> {
  const outcome = outcomeOf(attempt);
  return {
    ...(score !== undefined && { score }),
    ...('metrics' in outcome && outcome.metrics),
    ...('measures' in outcome && outcome.measures),
  };
}
