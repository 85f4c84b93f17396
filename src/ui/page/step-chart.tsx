import { axisOf, formatTick, isNear, type Scale, short, tiny } from '../../report/axes.ts';

/** A line that holds each value until the next one. */
interface Series {
  readonly name: string;
  readonly points: readonly Point[];
  /** Number of its colour; 0 is the first. */
  readonly colour: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
  /** What pointing at it tells, and where a click leads. */
  readonly link?: { readonly text: string; readonly href: string };
}

interface Props {
  readonly title: string;
  readonly series: readonly Series[];
  /** Where the last values end. */
  readonly end: number;
  readonly x: { readonly label: string; readonly scale: Scale; readonly format?: (value: number) => string };
  readonly y: { readonly label: string; readonly scale: Scale };
  readonly mark?: { readonly value: number; readonly label: string } | undefined;
  readonly small?: boolean;
}

/** Points of a line that can be pointed at, the latest ones. */
const mostDots = 150;

/** Lines over an axis. On a log axis, only what is above zero is shown. */
export function StepChart({ title, series, end, x, y, mark, small = false }: Props) {
  const [width, height] = small ? [260, 130] : [600, 280];
  const frame = { left: small ? 58 : 84, right: width - 12, top: 10, bottom: height - (small ? 20 : 40) };
  const kept = series.map((one) => ({
    ...one,
    points: one.points.filter(
      (point) => (x.scale === 'linear' || point.x > tiny) && (y.scale === 'linear' || point.y > tiny),
    ),
  }));
  const all = kept.flatMap(({ points }) => points);
  if (all.length === 0) return <p class="quiet">{title}: nothing to show yet.</p>;
  const ys = all.map((point) => point.y);
  const near = mark && isNear(mark.value, ys) ? mark : undefined;
  const across = axisOf(x.scale, [Math.min(...all.map((point) => point.x)), end], [frame.left, frame.right]);
  const up = axisOf(y.scale, near ? [...ys, near.value] : ys, [frame.bottom, frame.top]);
  const ticks = (values: readonly number[]) =>
    small ? values.filter((_, index) => index === 0 || index === values.length - 1) : values;
  const line = (points: readonly Point[]) =>
    points.map((point, index) => {
      const [h, v] = [short(across.at(point.x)), short(up.at(point.y))];
      return index === 0 ? `M${h} ${v}` : `H${h}V${v}`;
    });
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title} class="chart">
      {ticks(across.ticks).map((tick) => (
        <g key={`x ${tick}`}>
          <line class="grid" x1={across.at(tick)} y1={frame.top} x2={across.at(tick)} y2={frame.bottom} />
          <text x={across.at(tick)} y={frame.bottom + 15} text-anchor="middle">
            {(x.format ?? formatTick)(tick)}
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
      {near && (
        <g>
          <line class="mark" x1={frame.left} y1={up.at(near.value)} x2={frame.right} y2={up.at(near.value)} />
          <text x={frame.right} y={up.at(near.value) + 13} text-anchor="end">
            {near.label}
          </text>
        </g>
      )}
      {kept.map(({ name, points, colour }) => (
        <g key={name} class={`series series-${colour}`}>
          {points.length > 0 && (
            <path class="curve" d={`${line(points).join('')}H${short(across.at(Math.max(end, points.at(-1)!.x)))}`} />
          )}
          {points.slice(-mostDots).map(
            (point) =>
              point.link && (
                <a key={point.x} href={point.link.href} aria-label={point.link.text} tabindex={-1}>
                  <circle cx={across.at(point.x)} cy={up.at(point.y)} r="3">
                    <title>{point.link.text}</title>
                  </circle>
                </a>
              ),
          )}
        </g>
      ))}
      {!small && (
        <>
          <text x={(frame.left + frame.right) / 2} y={height - 6} text-anchor="middle">
            {x.label}
          </text>
          <text
            x="14"
            y={(frame.top + frame.bottom) / 2}
            text-anchor="middle"
            transform={`rotate(-90 14 ${(frame.top + frame.bottom) / 2})`}
          >
            {y.label}
          </text>
        </>
      )}
    </svg>
  );
}
