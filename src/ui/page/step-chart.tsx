import { type Axis, axisOf, baselineAt, formatTick, isNear, type Scale, short, tiny } from '../../report/axes.ts';
import { useWidth } from './use-width.ts';

/** A line that holds each value until the next one. */
interface Series {
  readonly name: string;
  readonly points: readonly Point[];
  /** Index of its colour. */
  readonly colour: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
  /** Its tooltip, and the target of a click. */
  readonly link?: { readonly text: string; readonly href: string };
}

interface Props {
  readonly title: string;
  readonly series: readonly Series[];
  /** The x at which the lines end. */
  readonly end: number;
  readonly x: { readonly label: string; readonly scale: Scale; readonly format?: (value: number) => string };
  readonly y: { readonly label: string; readonly scale: Scale };
  readonly mark?: { readonly value: number; readonly label: string } | undefined;
  readonly small?: boolean;
}

/** Most points of a line with a tooltip: the latest ones. */
const mostDots = 150;

/** The lines of a chart with the scales that hold them. */
interface Plot {
  readonly series: readonly Series[];
  readonly frame: Frame;
  readonly across: Axis;
  readonly up: Axis;
}

/** The rectangle of the lines in the picture. */
interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Lines over an axis. On a log axis, only what is above zero is shown. */
export function StepChart(props: Props) {
  const { title, end, x, y, mark, small = false } = props;
  const { box, width: room } = useWidth<SVGSVGElement>(600);
  const [width, height] = small ? [260, 130] : [Math.min(600, Math.max(300, room)), 280];
  const frame = { left: small ? 58 : 84, right: width - 12, top: 10, bottom: height - (small ? 20 : 40) };
  const series = props.series.map((one) => ({ ...one, points: one.points.filter((point) => fits(point, x, y)) }));
  const all = series.flatMap(({ points }) => points);
  if (all.length === 0) return <p class="quiet">{title}: nothing to show yet.</p>;
  const ys = all.map((point) => point.y);
  const near = mark && isNear(mark.value, ys) ? mark : undefined;
  const across = axisOf(x.scale, [Math.min(...all.map((point) => point.x)), end], [frame.left, frame.right]);
  const up = axisOf(y.scale, near ? [...ys, near.value] : ys, [frame.bottom, frame.top]);
  const plot = { series, frame, across, up };
  // A picture has no links for screen readers, a group may have.
  const role = all.some(({ link }) => link) ? 'group' : 'img';
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role={role} aria-label={title} class="chart" ref={box}>
      <Grid {...plot} format={x.format ?? formatTick} small={small} />
      {near && <Mark {...plot} mark={near} />}
      {series.map((one) => (
        <StepLine key={one.name} {...plot} line={one} end={end} />
      ))}
      {!small && <AxisLabels frame={frame} across={x.label} up={y.label} height={height} />}
    </svg>
  );
}

function fits(point: Point, x: Props['x'], y: Props['y']): boolean {
  return (x.scale === 'linear' || point.x > tiny) && (y.scale === 'linear' || point.y > tiny);
}

interface GridProps extends Plot {
  readonly format: (value: number) => string;
  readonly small: boolean;
}

function Grid({ frame, across, up, format, small }: GridProps) {
  const ticks = (values: readonly number[]) =>
    small ? values.filter((_, index) => index === 0 || index === values.length - 1) : values;
  return (
    <>
      {ticks(across.ticks).map((tick) => (
        <g key={`x ${tick}`}>
          <line class="grid" x1={across.at(tick)} y1={frame.top} x2={across.at(tick)} y2={frame.bottom} />
          <text x={across.at(tick)} y={frame.bottom + 15} text-anchor="middle">
            {format(tick)}
          </text>
        </g>
      ))}
      {ticks(up.ticks).map((tick) => (
        <g key={`y ${tick}`}>
          <line class="grid" x1={frame.left} y1={up.at(tick)} x2={frame.right} y2={up.at(tick)} />
          <text x={frame.left - 6} y={up.at(tick) + 4} text-anchor="end">
            {formatTick(tick)}
          </text>
        </g>
      ))}
    </>
  );
}

function Mark({ frame, up, mark }: Plot & { readonly mark: NonNullable<Props['mark']> }) {
  return (
    <g>
      <line class="mark" x1={frame.left} y1={up.at(mark.value)} x2={frame.right} y2={up.at(mark.value)} />
      <text x={frame.right} y={baselineAt(up.at(mark.value), frame.bottom)} text-anchor="end">
        {mark.label}
      </text>
    </g>
  );
}

function StepLine({ across, up, line, end }: Plot & { readonly line: Series; readonly end: number }) {
  const { points, colour } = line;
  const steps = points.map((point, index) => {
    const [h, v] = [short(across.at(point.x)), short(up.at(point.y))];
    return index === 0 ? `M${h} ${v}` : `H${h}V${v}`;
  });
  const last = points.at(-1);
  return (
    <g class={`series series-${colour}`}>
      {last && <path class="curve" d={`${steps.join('')}H${short(across.at(Math.max(end, last.x)))}`} />}
      {points.slice(-mostDots).map(
        ({ x, y, link }) =>
          link && (
            <a key={x} href={link.href} aria-label={link.text} tabindex={-1}>
              <circle cx={across.at(x)} cy={up.at(y)} r="3">
                <title>{link.text}</title>
              </circle>
            </a>
          ),
      )}
    </g>
  );
}

interface LabelsProps {
  readonly frame: Frame;
  readonly across: string;
  readonly up: string;
  readonly height: number;
}

function AxisLabels({ frame, across, up, height }: LabelsProps) {
  const middle = (frame.top + frame.bottom) / 2;
  return (
    <>
      <text x={(frame.left + frame.right) / 2} y={height - 6} text-anchor="middle">
        {across}
      </text>
      <text x="14" y={middle} text-anchor="middle" transform={`rotate(-90 14 ${middle})`}>
        {up}
      </text>
    </>
  );
}
