/**
 * Draws what a solution of a problem is, from its initial program: node bench/draw-problems.ts
 * Writes problems/NAME/solution.svg; the pictures are shown by the problems' pages.
 */
import { writeFile } from 'node:fs/promises';
import { capSet } from '../evaluators/cap-set.ts';
import { clusterScheduling } from '../evaluators/cluster-scheduling.ts';
import { onlineBinPacking } from '../evaluators/online-bin-packing.ts';
import { tspHeuristic } from '../evaluators/tsp-heuristic.ts';
import * as cap from '../problems/cap-set-8/initial.ts';
import * as circles from '../problems/circle-packing-26/initial.ts';
import * as cluster from '../problems/cluster-scheduling/initial.ts';
import * as convolution from '../problems/convolution-kernel/initial.ts';
import * as distance from '../problems/distance-ratio-16/initial.ts';
import * as erdos from '../problems/erdos-overlap/initial.ts';
import * as heilbronn from '../problems/heilbronn-triangle-11/initial.ts';
import * as kissing from '../problems/kissing-number-11/initial.ts';
import * as matmul from '../problems/matmul-kernel/initial.ts';
import * as tensor from '../problems/matrix-tensor-245/initial.ts';
import * as binPacking from '../problems/online-bin-packing/initial.ts';
import * as sorting from '../problems/sorting-networks/initial.ts';
import * as fft from '../problems/straight-line-fft/initial.ts';
import * as tsp from '../problems/tsp-heuristic/initial.ts';

const ink = '#2b4c7e';
const light = '#9fb8d9';
const warm = '#d9822b';

const short = (value: number) => Number(value.toFixed(2));
const line = ([x, y]: number[], [u, v]: number[], colour = ink, width = 1) =>
  `<line x1="${short(x!)}" y1="${short(y!)}" x2="${short(u!)}" y2="${short(v!)}" stroke="${colour}" stroke-width="${width}"/>`;
const dot = ([x, y]: number[], radius = 3, colour = ink) =>
  `<circle cx="${short(x!)}" cy="${short(y!)}" r="${radius}" fill="${colour}"/>`;
const area = (points: number[][], colour: string) =>
  `<polygon points="${points.map((point) => point.map(short).join()).join(' ')}" fill="${colour}"/>`;

const curve = (points: number[][], colour: string) =>
  `<polyline points="${points.map((point) => point.map(short).join()).join(' ')}" fill="none" stroke="${colour}"/>`;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly colour: string;
}

/** Boxes of one colour make one path. */
function boxes(all: readonly Box[]): string[] {
  const paths = Map.groupBy(all, ({ colour }) => colour);
  return [...paths].map(([colour, list]) => {
    const parts = list.map(
      ({ x, y, width, height }) => `M${short(x)} ${short(y)}h${width}v${short(height)}h${-width}z`,
    );
    return `<path fill="${colour}" d="${parts.join('')}"/>`;
  });
}

/** A matrix of n columns as squares from white to one colour; numbers below zero have the other colour. */
function shaded(values: Float64Array, n: number, left: number, top: number, side: number): Box[] {
  const most = Math.max(...values.map(Math.abs));
  return [...values].map((value, i) => {
    const grey = (245 - 25 * Math.round((8 * Math.abs(value)) / most)).toString(16).padStart(2, '0');
    const place = { x: left + side * (i % n), y: top + side * Math.floor(i / n) };
    const colour = value < 0 ? `#ff${grey}${grey}` : `#${grey}${grey}ff`;
    return { ...place, width: side - 0.5, height: side - 0.5, colour };
  });
}

const drawn = (width: number, height: number, parts: readonly string[]) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">\n` +
  `<rect width="${width}" height="${height}" fill="#fff"/>\n${parts.join('\n')}\n</svg>\n`;

/** Points in the triangle, and their smallest triangle. */
function drawHeilbronn(): string {
  const at = ([u, v]: number[]) => [20 + 280 * (u! + 0.5 * v!), 260 - 242 * v!];
  const points = heilbronn.place(11);
  const triples = points.flatMap((p, i) =>
    points.slice(0, i).flatMap((q, j) => points.slice(0, j).map((r) => [p, q, r])),
  );
  const share = ([p, q, r]: number[][]) =>
    Math.abs((q![0]! - p![0]!) * (r![1]! - p![1]!) - (r![0]! - p![0]!) * (q![1]! - p![1]!));
  const smallest = triples.reduce((best, triple) => (share(triple) < share(best) ? triple : best));
  const corners = [
    [0, 0],
    [1, 0],
    [0, 1],
  ].map(at);
  const sides = corners.map((corner, i) => line(corner, corners[(i + 1) % 3]!, light, 2));
  return drawn(320, 280, [...sides, area(smallest.map(at), warm), ...points.map((point) => dot(at(point)))]);
}

/** Points in the plane, with the pairs that are nearest and farthest. */
function drawDistances(): string {
  const points = distance.place(16);
  const reach = Math.max(...points.flat().map(Math.abs));
  const at = ([x, y]: number[]) => [150 + (130 * x!) / reach, 150 + (130 * y!) / reach];
  const pairs = points.flatMap((p, i) =>
    points.slice(0, i).map((q) => ({ p, q, d: Math.hypot(p[0]! - q[0]!, p[1]! - q[1]!) })),
  );
  const lengths = pairs.map(({ d }) => d);
  const [least, greatest] = [Math.min(...lengths), Math.max(...lengths)];
  const extreme = pairs.flatMap(({ p, q, d }) =>
    d < 1.01 * least ? [line(at(p), at(q), warm, 2)] : d > 0.99 * greatest ? [line(at(p), at(q), light)] : [],
  );
  return drawn(300, 300, [...extreme, ...points.map((point) => dot(at(point)))]);
}

/** The step function, and its overlap with one minus itself at every shift. */
function drawOverlap(): string {
  const [n, one] = [200, 2 ** 20];
  const heights = erdos.heights(n, one).map((height) => height / one);
  const bars = heights.map((h, i) => ({
    x: 20 + 1.4 * i,
    y: 150 - 120 * h,
    width: 1.4,
    height: 120 * h,
    colour: light,
  }));
  const overlap = Array.from({ length: 2 * n - 1 }, (_, shift) =>
    heights.reduce((sum, h, i) => sum + (2 / n) * (1 - h) * (heights[i + shift - n + 1] ?? 0), 0),
  );
  const at = (value: number, i: number) => [20 + 0.7 * i, 300 - 240 * value];
  const largest = at(Math.max(...overlap), 0)[1]!;
  const axis = [line([20, largest], [300, largest], warm), line([20, 300], [300, 300], light)];
  return drawn(320, 310, [...boxes(bars), curve(overlap.map(at), ink), ...axis]);
}

/** The set as points of 81 x 81: four coordinates say the row, four the column. */
function drawCapSet(): string {
  const set = capSet({ n: 8 }).stages[0]!.drive(cap, 8) as number[];
  const at = (number: number) => [12 + 4 * (number % 81), 12 + 4 * Math.floor(number / 81)];
  const grid = Array.from({ length: 10 }, (_, i) => 10 + 36 * i);
  const lines = grid.flatMap((x) => [line([x, 10], [x, 334], light), line([10, x], [334, x], light)]);
  return drawn(344, 344, [...lines, ...set.map((number) => dot(at(number), 1.6))]);
}

/** The centres, seen from the direction in which all axes look alike. */
function drawKissing(): string {
  const turn = (k: number) => (2 * Math.PI * k) / 11;
  const shadow = (vector: number[]) =>
    [Math.cos, Math.sin].map((f) => vector.reduce((sum, v, k) => sum + v * f(turn(k)), 0));
  const at = (vector: number[]) => shadow(vector).map((value) => 150 + 65 * value);
  return drawn(300, 300, [dot([150, 150], 5, warm), ...kissing.centres(11).map((centre) => dot(at(centre), 2))]);
}

/** One row of cells for each term: weights for the left matrix, the right one and the result; warm ones are negative. */
function drawTensor(terms: number[][][]): string {
  const cells = terms.flatMap((term, row) => {
    let x = 10;
    return term.flatMap((factor) => {
      const start = x;
      x += 10 * factor.length + 16;
      const colour = (weight: number) => (weight === 0 ? '#eef2f7' : weight > 0 ? ink : warm);
      return factor.map((weight, i) => ({
        ...{ x: start + 10 * i, y: 10 + 10 * row },
        ...{ width: 9, height: 9, colour: colour(weight) },
      }));
    });
  });
  const width = terms[0]!.reduce((sum, factor) => sum + 10 * factor.length + 16, 4);
  return drawn(width, 20 + 10 * terms.length, boxes(cells));
}

/** Strassen's seven products. */
const strassen = [
  [
    [1, 0, 0, 1],
    [1, 0, 0, 1],
    [1, 0, 0, 1],
  ],
  [
    [0, 0, 1, 1],
    [1, 0, 0, 0],
    [0, 0, 1, -1],
  ],
  [
    [1, 0, 0, 0],
    [0, 1, 0, -1],
    [0, 1, 0, 1],
  ],
  [
    [0, 0, 0, 1],
    [-1, 0, 1, 0],
    [1, 0, 1, 0],
  ],
  [
    [1, 1, 0, 0],
    [0, 0, 0, 1],
    [-1, 1, 0, 0],
  ],
  [
    [-1, 0, 1, 0],
    [1, 1, 0, 0],
    [0, 0, 0, 1],
  ],
  [
    [0, 1, 0, -1],
    [0, 0, 1, 1],
    [1, 0, 0, 0],
  ],
];

/** Wires from left to right, and comparators between them; those that do not touch may stand above one another. */
function drawNetwork(): string {
  const wire = (i: number) => 20 + 22 * i;
  let [x, busy] = [10, new Set<number>()];
  const comparators = sorting.network(9).flatMap(([low, high]) => {
    const span = Array.from({ length: high! - low! + 1 }, (_, i) => low! + i);
    if (span.some((i) => busy.has(i))) [x, busy] = [x + 16, new Set()];
    for (const i of span) busy.add(i);
    return [line([x, wire(low!)], [x, wire(high!)], ink, 2), dot([x, wire(low!)]), dot([x, wire(high!)])];
  });
  const wires = Array.from({ length: 9 }, (_, i) => line([0, wire(i)], [x + 10, wire(i)], light));
  return drawn(x + 10, wire(8) + 20, [...wires, ...comparators]);
}

/** Processors (blue) and memory (light) in use while jobs come and go; below, what was turned away. */
function drawSchedule(): string {
  const stage = clusterScheduling().stages[0]!;
  const [input] = stage.inputs as [{ machines: number[][]; jobs: number[][] }];
  const places = stage.drive(cluster, input) as number[];
  let now = 0;
  const starts = input.jobs.map(([wait]) => {
    now += wait!;
    return now;
  });
  const end = starts.at(-1)!;
  const x = (time: number) => 10 + (460 * time) / end;
  const used = (kind: 2 | 3) => {
    const all = input.machines.reduce((sum, machine) => sum + machine[kind - 2]!, 0);
    return Array.from({ length: 231 }, (_, i) => {
      const time = (end * i) / 230;
      const on = input.jobs.filter((job, j) => places[j]! >= 0 && starts[j]! <= time && time < starts[j]! + job[1]!);
      return [10 + 2 * i, 210 - (200 * on.reduce((sum, job) => sum + job[kind]!, 0)) / all];
    });
  };
  const lost = input.jobs.flatMap((job, j) =>
    places[j]! < 0 ? [line([x(starts[j]!), 240], [x(starts[j]!), 240 - (job[2]! + job[3]!) / 3], warm)] : [],
  );
  const frame = [10, 210].map((y) => line([10, y], [470, y], '#ddd'));
  return drawn(480, 250, [...frame, curve(used(3), light), curve(used(2), ink), ...lost]);
}

/** A tour through cities in clusters. */
function drawTour(): string {
  const stage = tspHeuristic().stages.find(({ name }) => name === 'search')!;
  const cities = (stage.inputs as number[][][])[1]!;
  const order = tsp.tour(cities);
  const at = (i: number) => cities[order[i % order.length]!]!.map((value) => 10 + 0.3 * value);
  return drawn(326, 326, [
    ...order.map((_, i) => line(at(i), at(i + 1), ink, 1.5)),
    ...order.map((_, i) => dot(at(i), 2.5, warm)),
  ]);
}

/** An image, a filter and what the filter makes of the image; dark is large. */
function drawConvolution(): string {
  const size = 24;
  const image = Float64Array.from({ length: size * size }, (_, i) => {
    const [x, y] = [(i % size) - 11.5, Math.floor(i / size) - 11.5];
    return Math.hypot(x, y) < 8 && Math.hypot(x - 2, y + 2) > 4 ? 1 : 0;
  });
  const filter = Float64Array.from([0, -1, 0, -1, 4, -1, 0, -1, 0]);
  const result = new Float64Array((size - 2) ** 2);
  convolution.convolve(image, filter, result, size, size, 3);
  const parts = [...shaded(image, size, 10, 10, 6), ...shaded(filter, 3, 170, 72, 6)];
  return drawn(350, 164, boxes([...parts, ...shaded(result, size - 2, 206, 16, 6)]));
}

/** A program for four numbers: registers by how many operations lead to them; multiplications are warm. */
function drawProgram(): string {
  const { operations, outputs } = fft.transform(4);
  const places = Array.from({ length: 8 }, (_, i) => ({ depth: 0, row: i }));
  const rows: number[] = [];
  const at = (register: number) => [16 + 44 * places[register]!.depth, 16 + 15 * places[register]!.row];
  const marks: string[] = [];
  for (const [kind, left, right] of operations) {
    const from = kind === '*' ? [left] : [left, right];
    const depth = 1 + Math.max(...from.map((register) => places[register]!.depth));
    rows[depth] = (rows[depth] ?? -1) + 1;
    places.push({ depth, row: rows[depth]! });
    const register = places.length - 1;
    marks.push(
      ...from.map((one) => line(at(one), at(register), light)),
      dot(at(register), 3.5, kind === '*' ? warm : ink),
    );
  }
  const ends = outputs.map(
    (register) => `<circle cx="${at(register)[0]}" cy="${at(register)[1]}" r="6" fill="none" stroke="${ink}"/>`,
  );
  const inputs = Array.from({ length: 8 }, (_, i) => dot(at(i), 3.5, '#777'));
  const width = 32 + 44 * Math.max(...places.map(({ depth }) => depth));
  return drawn(width, 32 + 15 * Math.max(8, ...rows.filter(Boolean)), [...marks, ...inputs, ...ends]);
}

/** The bytes of well-formed characters: for each kind of first byte, which bytes may follow. */
function drawUtf8(): string {
  const rows = [
    [[0x00, 0x7f]],
    [
      [0xc2, 0xdf],
      [0x80, 0xbf],
    ],
    [
      [0xe0, 0xe0],
      [0xa0, 0xbf],
      [0x80, 0xbf],
    ],
    [
      [0xe1, 0xec],
      [0x80, 0xbf],
      [0x80, 0xbf],
    ],
    [
      [0xed, 0xed],
      [0x80, 0x9f],
      [0x80, 0xbf],
    ],
    [
      [0xee, 0xef],
      [0x80, 0xbf],
      [0x80, 0xbf],
    ],
    [
      [0xf0, 0xf0],
      [0x90, 0xbf],
      [0x80, 0xbf],
      [0x80, 0xbf],
    ],
    [
      [0xf1, 0xf3],
      [0x80, 0xbf],
      [0x80, 0xbf],
      [0x80, 0xbf],
    ],
    [
      [0xf4, 0xf4],
      [0x80, 0x8f],
      [0x80, 0xbf],
      [0x80, 0xbf],
    ],
  ];
  const parts = rows.flatMap((bytes, row) =>
    bytes.flatMap(([low, high], column) => {
      const [x, y] = [10 + 138 * column, 10 + 16 * row];
      const narrow = column > 0 && high! - low! < 0x3f;
      return [
        `<rect x="${x}" y="${y}" width="128" height="11" fill="#eef2f7"/>`,
        `<rect x="${x + low! / 2}" y="${y}" width="${(high! - low! + 1) / 2}" height="11" fill="${narrow ? warm : ink}"/>`,
      ];
    }),
  );
  return drawn(562, 160, parts);
}

/** Circles in the unit square. */
function drawCircles(n: number): string {
  const drawnCircles = circles.pack(n).map(([x, y, radius]) => {
    const [left, top, size] = [10 + 280 * x!, 10 + 280 * y!, 280 * radius!].map(short);
    return `<circle cx="${left}" cy="${top}" r="${size}" fill="#dfe8f3" stroke="${ink}"/>`;
  });
  return drawn(300, 300, [
    `<rect x="10" y="10" width="280" height="280" fill="none" stroke="${light}"/>`,
    ...drawnCircles,
  ]);
}

/** Bins as columns, filled from below by the items that they got; what is left open stays white. */
function drawBins(family: 'weibull' | 'uniform'): string {
  const stage = onlineBinPacking({ family }).stages[0]!;
  const { capacity, items } = (stage.inputs as { capacity: number; items: number[] }[])[0]!;
  const rooms = stage.drive(binPacking, { capacity, items }) as number[];
  const bins: number[][] = [];
  const roomOf = (bin: number[]) => capacity - bin.reduce((sum, item) => sum + item, 0);
  for (const [i, item] of items.entries()) {
    const bin = rooms[i] === capacity ? undefined : bins.find((one) => roomOf(one) === rooms[i]);
    if (bin) bin.push(item);
    else bins.push([item]);
  }
  const columns = bins.flatMap((bin, column) => {
    let top = 160;
    return bin.map((item, i) => {
      top -= item;
      return `<rect x="${10 + 6 * column}" y="${top}" width="5" height="${item - 1}" fill="${i % 2 === 0 ? ink : light}"/>`;
    });
  });
  const width = 20 + 6 * bins.length;
  return drawn(width, 170, [
    line([10, 10], [width - 10, 10], warm),
    line([10, 160], [width - 10, 160], '#ddd'),
    ...columns,
  ]);
}

/** Two matrices and their product; dark is large. */
function drawProduct(): string {
  const n = 16;
  const a = Float64Array.from({ length: n * n }, (_, i) => Math.abs(Math.sin((i % n) / 3 + Math.floor(i / n))));
  const b = Float64Array.from({ length: n * n }, (_, i) => ((i % n) + Math.floor(i / n) < n ? 1 : 0.1));
  const c = new Float64Array(n * n);
  matmul.multiply(a, b, c, n, n, n);
  return drawn(404, 132, boxes([a, b, c].flatMap((matrix, m) => shaded(matrix, n, 10 + 136 * m, 10, 7))));
}

const pictures: Readonly<Record<string, () => string>> = {
  'cap-set-8': drawCapSet,
  'circle-packing-26': () => drawCircles(26),
  'circle-packing-32': () => drawCircles(32),
  'cluster-scheduling': drawSchedule,
  'convolution-kernel': drawConvolution,
  'distance-ratio-16': drawDistances,
  'erdos-overlap': drawOverlap,
  'heilbronn-triangle-11': drawHeilbronn,
  'kissing-number-11': drawKissing,
  'matmul-kernel': drawProduct,
  'matrix-tensor-222': () => drawTensor(strassen),
  'matrix-tensor-245': () => drawTensor(tensor.decompose(2, 4, 5)),
  'online-bin-packing': () => drawBins('weibull'),
  'online-bin-packing-uniform': () => drawBins('uniform'),
  'sorting-networks': drawNetwork,
  'straight-line-fft': drawProgram,
  'tsp-heuristic': drawTour,
  'utf8-validation': drawUtf8,
};

for (const [name, draw] of Object.entries(pictures))
  await writeFile(new URL(`../problems/${name}/solution.svg`, import.meta.url), draw());
