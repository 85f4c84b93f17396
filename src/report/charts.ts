import type { Descriptor } from '../api/problem.ts';
import { formatNumber } from '../format.ts';
import { axisText, bestByPlace } from './archive-map.ts';
import { axisOf, baselineAt, formatTick, isNear, type Scale, short, tiny } from './axes.ts';
import type { IslandFacts } from './facts.ts';
import { Markup, markup } from './markup.ts';
import { chartStyle } from './style.ts';

/** A curve that holds each value until the next one. */
export interface Curve {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** The x at which the curve ends. */
  readonly end: number;
  readonly title: string;
  readonly x: { readonly label: string; readonly scale: Scale; readonly format?: (value: number) => string };
  readonly y: { readonly label: string; readonly scale: Scale };
  /** A value to compare with, shown if it does not flatten the curve. */
  readonly mark?: { readonly value: number; readonly label: string } | undefined;
}

const width = 560;
const height = 260;
const frame = { left: 84, right: width - 14, top: 14, bottom: height - 40 };

/** The curve with its axes. On a log axis, only what is above zero is shown. */
export function curveChart(curve: Curve): Markup {
  const points = curve.points.filter(
    ({ x, y }) => (curve.x.scale === 'linear' || x > tiny) && (curve.y.scale === 'linear' || y > tiny),
  );
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return markup`<p class="quiet">${curve.title}: nothing to show.</p>`;
  const ys = points.map(({ y }) => y);
  const mark = curve.mark && isNear(curve.mark.value, ys) ? curve.mark : undefined;
  const x = axisOf(curve.x.scale, [first.x, curve.end], [frame.left, frame.right]);
  const y = axisOf(curve.y.scale, [...ys, ...(mark ? [mark.value] : [])], [frame.bottom, frame.top]);
  const line = points.map((point, index) => {
    const [h, v] = [short(x.at(point.x)), short(y.at(point.y))];
    return index === 0 ? `M${h} ${v}` : `H${h}V${v}`;
  });
  const xText = curve.x.format ?? formatTick;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" class="chart">
<title>${curve.title}</title>
${x.ticks.map((tick) => markup`<line class="grid" x1="${short(x.at(tick))}" y1="${frame.top}" x2="${short(x.at(tick))}" y2="${frame.bottom}"/><text x="${short(x.at(tick))}" y="${frame.bottom + 16}" text-anchor="middle">${xText(tick)}</text>`)}
${y.ticks.map((tick) => markup`<line class="grid" x1="${frame.left}" y1="${short(y.at(tick))}" x2="${frame.right}" y2="${short(y.at(tick))}"/><text x="${frame.left - 6}" y="${short(y.at(tick) + 4)}" text-anchor="end">${formatTick(tick)}</text>`)}
${mark && markup`<line class="mark" x1="${frame.left}" y1="${short(y.at(mark.value))}" x2="${frame.right}" y2="${short(y.at(mark.value))}"/><text x="${frame.right}" y="${short(baselineAt(y.at(mark.value), frame.bottom))}" text-anchor="end">${mark.label}</text>`}
<path class="curve" fill="none" d="${line.join('')}H${short(x.at(curve.end))}"/>
<text x="${(frame.left + frame.right) / 2}" y="${height - 6}" text-anchor="middle">${curve.x.label}</text>
<text x="14" y="${(frame.top + frame.bottom) / 2}" text-anchor="middle" transform="rotate(-90 14 ${(frame.top + frame.bottom) / 2})">${curve.y.label}</text>
</svg>`;
}

/** The archive of an island: a square per cell, the stronger its colour, the better its elite ranks among all islands. */
export function heatMap(
  descriptors: readonly Descriptor[],
  island: IslandFacts,
  rank: (cell: IslandFacts['cells'][number]) => number,
  title: string,
): Markup {
  const [across, up] = descriptors as readonly [Descriptor, Descriptor | undefined];
  const side = Math.max(6, Math.min(24, 240 / Math.max(across.bins, up?.bins ?? 1)));
  const [columns, rows] = [side * across.bins, side * (up?.bins ?? 1)];
  const cells = bestByPlace(island.cells, 0, 1).map((one) => {
    const {
      cell: [column = 0, row = 0],
      attempt,
      score,
    } = one;
    const place = { x: short(24 + side * column), y: short(4 + rows - side * (row + 1)) };
    return markup`<rect class="cell" x="${place.x}" y="${place.y}" width="${short(side - 1)}" height="${short(side - 1)}" fill-opacity="${(0.12 + 0.88 * rank(one)).toFixed(2)}"><title>#${attempt}: ${formatNumber(score)}</title></rect>`;
  });
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${short(columns + 32)} ${short(rows + 26)}" width="${short(columns + 32)}" height="${short(rows + 26)}" role="img" class="chart">
<title>${title}</title>
<rect class="empty" x="24" y="4" width="${short(columns)}" height="${short(rows)}"/>
${cells}
<text x="${short(24 + columns / 2)}" y="${short(rows + 20)}" text-anchor="middle">${axisText(across)}</text>
${up && markup`<text x="12" y="${short(4 + rows / 2)}" text-anchor="middle" transform="rotate(-90 12 ${short(4 + rows / 2)})">${axisText(up)}</text>`}
</svg>`;
}

/** A share as a bar, in another colour below zero. */
export function shareBar(share: number): Markup {
  const long = Math.min(1, Math.abs(share));
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 10" width="100" height="10" class="bar" aria-hidden="true"><rect class="${share < 0 ? 'loss' : 'gain'}" x="0" y="0" width="${short(100 * long)}" height="10"/></svg>`;
}

/** A chart as a separate file, with its style. */
export function standalone({ text }: Markup): Markup {
  return new Markup(text.replace(/^<svg [^>]*>/, (start) => `${start}<style>${chartStyle}</style>`));
}
