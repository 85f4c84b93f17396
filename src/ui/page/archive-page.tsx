import { useMemo, useState } from 'preact/hooks';
import { type Direction, fitnessOf } from '../../api/direction.ts';
import type { Descriptor } from '../../api/problem.ts';
import { formatNumber } from '../../format.ts';
import { axisText, bestByPlace, distinctValues, rankCells } from '../../report/archive-map.ts';
import type { IslandFacts } from '../../report/facts.ts';
import { setValue } from './address.ts';
import { CandidateView } from './candidate.tsx';
import { nextPlace } from './next-place.ts';
import { numberIn } from './numbers.ts';
import { SavedFigure } from './saved-figure.tsx';
import type { ShownRun } from './shown.ts';
import { Timeline, useArchives } from './timeline.tsx';

type Cell = IslandFacts['cells'][number];

/** The archive of each island over two of its axes. */
export function ArchivePage({ run, view, summary, values }: ShownRun) {
  // The best when the page was opened: it must not change under the reader's eyes.
  const [selected, select] = useState(summary.champion.number);
  const axes = view.descriptors ?? [];
  const axis = (key: string, index: number) => {
    const found = axes.findIndex(({ name }) => name === values.get(key));
    return found >= 0 ? found : Math.min(index, axes.length - 1);
  };
  const [across, up] = [axis('across', 0), axis('up', 1)];
  const only = values.get('island');
  const at = numberIn(values, 'at');
  const islands = useArchives(run.id, at, summary.islands);
  if (axes.length === 0)
    return <p>The axes of the archive come from the problem, which has changed or cannot be read.</p>;
  return (
    <>
      <h1>Archive</h1>
      <p class="quiet">
        A square for each kind of program that was found: the stronger its colour, the better its best program ranks
        among the cells of all islands. The first and last rows and columns hold what lies beyond them, too.
      </p>
      <div class="controls">
        <AxisChoice label="across" axes={axes} chosen={across} />
        <AxisChoice label="up" axes={axes} chosen={up} />
        {summary.snapshots.length > 0 && <Timeline snapshots={summary.snapshots} at={at} />}
      </div>
      <Ranks islands={islands} direction={view.direction} />
      <Maps {...{ view, islands, axes, across, up, only, selected, select }} />
      {only !== null && (
        <button type="button" onClick={() => setValue('island', undefined)}>
          all islands
        </button>
      )}
      <CandidateView key={selected} run={run} number={selected} />
    </>
  );
}

/** The scores behind the colours: the worst cell, the best one, and two between them. */
function Ranks({ islands, direction }: { readonly islands: readonly IslandFacts[]; readonly direction: Direction }) {
  const ordered = distinctValues(islands.flatMap(({ cells }) => cells.map(({ score }) => fitnessOf(direction, score))));
  const last = ordered.length - 1;
  return (
    <ul class="legend swatches" aria-label="Colours">
      {[...new Set([0, Math.round(last / 3), Math.round((2 * last) / 3), last])].map((at) => (
        <li key={at} style={{ '--strength': opacityOf(last > 0 ? at / last : 1) }}>
          {formatNumber(fitnessOf(direction, ordered[at] ?? Number.NaN))}
        </li>
      ))}
    </ul>
  );
}

/** The strength of a cell's colour, by its rank from 0 to 1. */
function opacityOf(rank: number): number {
  return 0.12 + 0.88 * rank;
}

interface MapsProps extends Pick<HeatMapProps, 'selected' | 'select'> {
  readonly view: ShownRun['view'];
  readonly islands: readonly IslandFacts[];
  readonly axes: readonly Descriptor[];
  /** Indices of the axes. */
  readonly across: number;
  readonly up: number;
  /** The only island that is shown; null: all. */
  readonly only: string | null;
}

function Maps({ view, islands, axes, across, up, only, selected, select }: MapsProps) {
  const rank = useMemo(() => rankCells(islands, view.direction), [islands]);
  const shown = [...islands.entries()].filter(([index]) => only === null || only === String(index));
  return (
    <div class="maps">
      {shown.map(([index, { cells }]) => (
        <SavedFigure key={index} name={`${view.name}-island-${index}`}>
          <HeatMap
            cells={bestByPlace(cells, across, up)}
            across={axes[across]!}
            up={across === up ? undefined : axes[up]}
            place={({ cell }) => [cell[across] ?? 0, across === up ? 0 : (cell[up] ?? 0)]}
            rank={rank}
            label={`island ${index}`}
            selected={selected}
            select={select}
          />
          <figcaption>
            island {index}: {cells.length} cells, best {formatNumber(cells[0]?.score ?? Number.NaN)}
          </figcaption>
        </SavedFigure>
      ))}
    </div>
  );
}

function AxisChoice({
  label,
  axes,
  chosen,
}: {
  readonly label: string;
  readonly axes: readonly Descriptor[];
  readonly chosen: number;
}) {
  return (
    <label>
      {label}{' '}
      <select value={chosen} onChange={({ currentTarget }) => setValue(label, axes[Number(currentTarget.value)]!.name)}>
        {axes.map(({ name }, index) => (
          <option key={name} value={index}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface HeatMapProps {
  readonly cells: readonly Cell[];
  readonly across: Descriptor;
  readonly up: Descriptor | undefined;
  readonly place: (cell: Cell) => readonly [column: number, row: number];
  /** From 0 for the worst to 1 for the best. */
  readonly rank: (cell: Cell) => number;
  readonly label: string;
  readonly selected: number | undefined;
  readonly select: (attempt: number) => void;
}

const side = 20;

function HeatMap(props: HeatMapProps) {
  const { cells, across, up, place, label, select } = props;
  const [columns, rows] = [side * across.bins, side * (up?.bins ?? 1)];
  const places = cells.map(place);
  // One stop for the tab key; arrows lead on from there.
  const [focused, focus] = useState<string>();
  const stop = Math.max(0, places.map(String).indexOf(focused ?? ''));
  const press = (event: KeyboardEvent & { readonly currentTarget: SVGElement }, cell: Cell) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return; // the browser's own
    const next = nextPlace(places, place(cell), event.key);
    if (next) event.currentTarget.ownerSVGElement?.querySelector<SVGElement>(`[data-place="${next}"]`)?.focus();
    else if (event.key === 'Enter' || event.key === ' ') select(cell.attempt);
    else return;
    event.preventDefault(); // it would scroll the page
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: the squares of a picture are not a form
    <svg viewBox={`0 0 ${columns + 32} ${rows + 26}`} role="group" aria-label={label} class="chart map">
      <rect class="empty" x="24" y="4" width={columns} height={rows} />
      {cells.map((cell, index) => (
        <Square key={place(cell).join()} {...props} {...{ cell, rows, focus, press }} isStop={index === stop} />
      ))}
      <text x={24 + columns / 2} y={rows + 20} text-anchor="middle">
        {axisText(across)}
      </text>
      {up && (
        <text x="12" y={4 + rows / 2} text-anchor="middle" transform={`rotate(-90 12 ${4 + rows / 2})`}>
          {axisText(up)}
        </text>
      )}
    </svg>
  );
}

interface SquareProps extends HeatMapProps {
  readonly cell: Cell;
  /** Height of the map. */
  readonly rows: number;
  /** Whether the tab key stops here. */
  readonly isStop: boolean;
  readonly focus: (place: string) => void;
  readonly press: (event: KeyboardEvent & { readonly currentTarget: SVGElement }, cell: Cell) => void;
}

function Square({ cell, rows, isStop, focus, press, place, rank, selected, select }: SquareProps) {
  const [column, row] = place(cell);
  const text = `#${cell.attempt}: ${formatNumber(cell.score)}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: there are no buttons in SVG
    <rect
      data-place={`${column},${row}`}
      class="cell"
      x={24 + side * column}
      y={4 + rows - side * (row + 1)}
      width={side - 1}
      height={side - 1}
      fill-opacity={opacityOf(rank(cell))}
      role="button"
      tabindex={isStop ? 0 : -1}
      aria-label={text}
      aria-pressed={cell.attempt === selected}
      onClick={() => select(cell.attempt)}
      onFocus={() => focus(`${column},${row}`)}
      onKeyDown={(event) => press(event, cell)}
    >
      <title>{text}</title>
    </rect>
  );
}
