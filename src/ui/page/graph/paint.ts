import type { Positions } from './arrange.ts';
import { type Camera, type Size, toScreen } from './camera.ts';
import type { Edge, Graph } from './graph.ts';
import type { Pen } from './pen.ts';

/** The look of a graph apart from its shape. */
export interface Look {
  /** Colour of each node. */
  readonly colours: readonly string[];
  /** Nodes that are always painted, with thick edges. */
  readonly line: ReadonlySet<number>;
  readonly selected: number | undefined;
  /** Whether to paint the inspirations of the line. */
  readonly inspirations: boolean;
  readonly ink: { readonly text: string; readonly edge: string; readonly line: string; readonly mate: string };
}

/** Counts of painted nodes and edges. */
export interface Painted {
  readonly nodes: number;
  readonly edges: number;
}

/** Size in pixels of a square in which only one node is painted. */
const bucket = 5;
/** Grid in pixels for the ends of edges: edges with the same ends look the same. */
const coarse = 8;
const mostEdges = 6000;
/** Most visible nodes with labels. */
const mostLabels = 60;
/** More buckets than any canvas has per row or column. */
const side = 4096;

/** Paints the visible part, as far as pixels can show it: the canvas bounds the cost, not the graph. */
export function paintGraph(
  context: Pen,
  graph: Graph,
  positions: Positions,
  camera: Camera,
  size: Size,
  look: Look,
): Painted {
  context.clearRect(0, 0, size.width, size.height);
  const { scaleX, scaleY, shiftX, shiftY } = toScreen(camera, size);
  const x = positions.x.map((value) => value * scaleX + shiftX);
  const y = positions.y.map((value) => value * scaleY + shiftY);
  const onScreen = { x, y };
  const leadsToLine = ([, to]: Edge) => look.line.has(to);
  const { edge, line, mate } = look.ink;
  const mates = thin(graph.mates, onScreen, size);
  const inspirations = look.inspirations ? thin(graph.inspirations.filter(leadsToLine), onScreen, size) : [];
  const edges = [
    stroke(context, thin(graph.tree, onScreen, size), onScreen, { colour: edge, width: 1, alpha: fade(400, 0.2) }),
    // Second parents cross the whole picture: among many, only those of the line are seen.
    stroke(context, mates, onScreen, { colour: mate, width: 1, alpha: fade(25, 0.03) }),
    stroke(context, mates.filter(leadsToLine), onScreen, { colour: mate, width: 1.2 }),
    stroke(context, inspirations, onScreen, { colour: mate, width: 0.8, dash: [2, 4] }),
    stroke(context, graph.tree.filter(leadsToLine), onScreen, { colour: line, width: 2.5 }),
  ];
  const shown = representatives(graph, onScreen, size, look);
  dots(context, shown, onScreen, look);
  if (shown.length <= mostLabels) labels(context, shown, graph, onScreen, look);
  if (look.selected !== undefined) ring(context, onScreen, look.selected, look.ink.text);
  return { nodes: shown.length, edges: edges.reduce((sum, count) => sum + count, 0) };
}

/** The node at a point of the canvas, or the nearest within a few pixels. */
export function nodeAt(positions: Positions, camera: Camera, size: Size, px: number, py: number): number | undefined {
  const { scaleX, scaleY, shiftX, shiftY } = toScreen(camera, size);
  let [found, nearest]: [number | undefined, number] = [undefined, 12 ** 2];
  for (let node = 0; node < positions.x.length; node++) {
    const distance =
      (positions.x[node]! * scaleX + shiftX - px) ** 2 + (positions.y[node]! * scaleY + shiftY - py) ** 2;
    if (distance < nearest) [found, nearest] = [node, distance];
  }
  return found;
}

/** Edges that cross the canvas: one of each group that looks the same, and at most as many as are distinguishable. */
function thin(edges: readonly Edge[], { x, y }: Positions, { width, height }: Size): Edge[] {
  const seen = new Set<number>();
  const kept: Edge[] = [];
  for (const edge of edges) {
    const [x1, y1, x2, y2] = [x[edge[0]]!, y[edge[0]]!, x[edge[1]]!, y[edge[1]]!];
    if (Math.max(x1, x2) < 0 || Math.min(x1, x2) > width || Math.max(y1, y2) < 0 || Math.min(y1, y2) > height) continue;
    const [from, to] = [place(x1, y1, coarse), place(x2, y2, coarse)];
    const key = from * side ** 2 + to;
    if (from === to || seen.has(key)) continue;
    seen.add(key);
    kept.push(edge);
    if (kept.length === mostEdges) break;
  }
  return kept;
}

/** The number of a square of the canvas; points outside belong to the nearest square. */
function place(x: number, y: number, pixels: number): number {
  const along = (value: number) => Math.min(side - 1, Math.max(0, Math.floor(value / pixels) + 1));
  return along(x) * side + along(y);
}

interface Stroke {
  readonly colour: string;
  readonly width: number;
  readonly dash?: number[];
  /** How much of what lies below a line hides, by the number of lines. */
  readonly alpha?: (edges: number) => number;
}

/** Lines that fade from so many on, down to a least opacity: many opaque ones would hide the nodes. */
function fade(from: number, least: number): (edges: number) => number {
  return (edges) => Math.min(1, Math.max(least, from / edges));
}

function stroke(
  context: Pen,
  edges: readonly Edge[],
  { x, y }: Positions,
  { colour, width, dash = [], alpha = fade(400, 0.2) }: Stroke,
): number {
  context.beginPath();
  for (const [from, to] of edges) {
    const [x1, y1, x2, y2] = [x[from]!, y[from]!, x[to]!, y[to]!];
    context.moveTo(x1, y1);
    // Curves cost more, and among many edges they are invisible.
    if (edges.length > 1500) context.lineTo(x2, y2);
    else context.bezierCurveTo((x1 + x2) / 2, y1, (x1 + x2) / 2, y2, x2, y2);
  }
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.globalAlpha = alpha(edges.length);
  context.setLineDash(dash);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
  return edges.length;
}

/** One node per visible small square: of the emphasised line if possible, otherwise the latest. */
function representatives({ rows }: Graph, { x, y }: Positions, { width, height }: Size, { line }: Look): number[] {
  const best = new Map<number, number>();
  for (let node = 0; node < rows.length; node++) {
    const [px, py] = [x[node]!, y[node]!];
    if (px < -bucket || px > width + bucket || py < -bucket || py > height + bucket) continue;
    const key = place(px, py, bucket);
    const holder = best.get(key);
    if (holder === undefined || line.has(node) || !line.has(holder)) best.set(key, node);
  }
  return [...best.values()];
}

function dots(context: Pen, nodes: readonly number[], { x, y }: Positions, { colours, line }: Look): void {
  const radius = nodes.length > 3000 ? 2 : nodes.length > 400 ? 3 : 5;
  for (const [colour, group] of Map.groupBy(nodes, (node) => colours[node]!)) {
    context.beginPath();
    for (const node of group) {
      const size = line.has(node) ? radius + 2 : radius;
      context.moveTo(x[node]! + size, y[node]!);
      context.arc(x[node]!, y[node]!, size, 0, 2 * Math.PI);
    }
    context.fillStyle = colour;
    context.fill();
  }
}

function labels(context: Pen, nodes: readonly number[], { rows }: Graph, { x, y }: Positions, { ink }: Look): void {
  context.fillStyle = ink.text;
  context.font = '11px system-ui, sans-serif';
  context.textAlign = 'center';
  for (const node of nodes) context.fillText(`#${rows[node]!.number}`, x[node]!, y[node]! - 9);
}

function ring(context: Pen, { x, y }: Positions, node: number, colour: string): void {
  context.beginPath();
  context.arc(x[node]!, y[node]!, 9, 0, 2 * Math.PI);
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.stroke();
}
