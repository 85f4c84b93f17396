import { useEffect, useMemo, useRef } from 'preact/hooks';
import { download } from '../download.ts';
import type { Positions } from './arrange.ts';
import { type Camera, pan, type Size, wholeGraph, zoomAt } from './camera.ts';
import { type Graph, lineageOf } from './graph.ts';
import { type Look, nodeAt, type Painted, paintGraph } from './paint.ts';
import type { Pen } from './pen.ts';
import { SvgPen } from './svg-pen.ts';

interface Props {
  readonly graph: Graph;
  readonly positions: Positions;
  readonly colours: readonly string[];
  /** The attempt whose line of first parents stands out. */
  readonly of: number;
  readonly selected: number;
  readonly inspirations: boolean;
  readonly select: (number: number) => void;
  readonly open: (number: number) => void;
}

/** The lineage as a graph: dragging, the wheel and keys move it; a click or the arrows choose a candidate. */
export function GraphView(props: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useRef(props);
  const painter = useRef<Painter>(undefined);
  const line = useMemo(() => lineageOf(props.graph, props.graph.indexOf.get(props.of) ?? -1), [props.graph, props.of]);
  shown.current = props;
  useEffect(() => {
    const own = new Painter(canvas.current!);
    painter.current = own;
    return own.attach(
      (node) => shown.current.select(shown.current.graph.rows[node]!.number),
      (key) => press(shown.current, key),
    );
  }, []);
  useEffect(() => {
    const { graph, positions, colours, selected, inspirations } = props;
    painter.current?.show(graph, positions, { colours, line, inspirations, selected: graph.indexOf.get(selected) });
  });
  return (
    <div class="saved">
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it handles keys itself, hence "application" */}
      <canvas
        ref={canvas}
        class="graph"
        tabIndex={0}
        role="application"
        aria-label={`Lineage of ${props.graph.rows.length} candidates; attempt ${props.selected} is chosen. Arrows go to parents, children and siblings.`}
      />
      <button
        type="button"
        class="save"
        aria-label="Save the lineage as SVG"
        onClick={() => painter.current && download('lineage.svg', 'image/svg+xml', painter.current.svg())}
      >
        SVG
      </button>
    </div>
  );
}

/** Keys that choose another candidate. */
function press({ graph, selected, select, open }: Props, key: string): boolean {
  const node = graph.indexOf.get(selected);
  if (node === undefined) return false;
  if (key === 'Enter') open(selected);
  const parent = graph.parents[node]!;
  const siblings = graph.children[parent] ?? [node];
  const step = (by: number) => siblings[siblings.indexOf(node) + by];
  const moves: Readonly<Record<string, number | undefined>> = {
    ArrowLeft: parent < 0 ? undefined : parent,
    ArrowRight: graph.children[node]?.at(-1),
    ArrowUp: step(-1),
    ArrowDown: step(1),
  };
  const next = moves[key];
  if (next !== undefined) select(graph.rows[next]!.number);
  return key === 'Enter' || key in moves;
}

/** Paints after changes, at most once per frame, and moves the camera. */
class Painter {
  readonly #canvas: HTMLCanvasElement;
  #camera: Camera = wholeGraph;
  #graph: Graph | undefined;
  #positions: Positions | undefined;
  #look: Omit<Look, 'ink'> | undefined;
  /** The attempt that was chosen when it was last shown. */
  #chosen: number | undefined;
  #due = false;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  show(graph: Graph, positions: Positions, look: Omit<Look, 'ink'>): void {
    const chosen = look.selected === undefined ? undefined : graph.rows[look.selected]?.number;
    this.#graph = graph;
    this.#positions = positions;
    this.#look = look;
    if (chosen !== this.#chosen) this.#keepInSight(look.selected);
    this.#chosen = chosen;
    this.#paintSoon();
  }

  /** What is painted, as SVG. */
  svg(): string {
    const pen = new SvgPen();
    this.#paintWith(pen);
    return pen.picture(this.#size);
  }

  /** Listens to the canvas. Returns the function that ends it. */
  attach(choose: (node: number) => void, press: (key: string) => boolean): () => void {
    const left = new AbortController();
    this.#hearPointer(choose, left.signal);
    this.#hearWheelAndKeys(press, left.signal);
    const repaint = () => this.#paintSoon();
    const sized = new ResizeObserver(repaint);
    sized.observe(this.#canvas);
    window.addEventListener('themechange', repaint, { signal: left.signal });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint, { signal: left.signal });
    return () => {
      left.abort();
      sized.disconnect();
    };
  }

  /** A drag moves the camera, a click chooses a node. */
  #hearPointer(choose: (node: number) => void, signal: AbortSignal): void {
    const canvas = this.#canvas;
    let from: { x: number; y: number; moved: boolean } | undefined;
    const down = (event: PointerEvent) => {
      canvas.setPointerCapture(event.pointerId);
      from = { x: event.offsetX, y: event.offsetY, moved: false };
    };
    const move = (event: PointerEvent) => {
      if (!from) return;
      const [dx, dy] = [event.offsetX - from.x, event.offsetY - from.y];
      if (!from.moved && Math.hypot(dx, dy) < 4) return;
      from = { x: event.offsetX, y: event.offsetY, moved: true };
      this.#move(pan(this.#camera, this.#size, dx, dy));
    };
    const up = (event: PointerEvent) => {
      const node = from?.moved ? undefined : this.#nodeAt(event);
      from = undefined;
      if (node !== undefined) choose(node);
    };
    canvas.addEventListener('pointerdown', down, { signal });
    canvas.addEventListener('pointermove', move, { signal });
    canvas.addEventListener('pointerup', up, { signal });
  }

  #hearWheelAndKeys(press: (key: string) => boolean, signal: AbortSignal): void {
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      this.#move(zoomAt(this.#camera, this.#size, event.offsetX, event.offsetY, 1.0015 ** -event.deltaY));
    };
    const key = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (this.#steer(event.key, event.shiftKey) || press(event.key)) event.preventDefault();
    };
    this.#canvas.addEventListener('wheel', wheel, { signal });
    this.#canvas.addEventListener('keydown', key, { signal });
  }

  #nodeAt({ offsetX, offsetY }: PointerEvent): number | undefined {
    return this.#positions && nodeAt(this.#positions, this.#camera, this.#size, offsetX, offsetY);
  }

  /** Keys that move the camera. */
  #steer(key: string, shift: boolean): boolean {
    const size = this.#size;
    const [width, height] = [size.width / 6, size.height / 6];
    const zoom = (factor: number) => zoomAt(this.#camera, size, size.width / 2, size.height / 2, factor);
    const shifts: Readonly<Record<string, readonly [number, number]>> = {
      ...{ ArrowLeft: [width, 0], ArrowRight: [-width, 0], ArrowUp: [0, height], ArrowDown: [0, -height] },
    };
    const by = shift ? shifts[key] : undefined;
    if (by) this.#move(pan(this.#camera, size, ...by));
    else if (key === '+' || key === '=') this.#move(zoom(1.4));
    else if (key === '-') this.#move(zoom(1 / 1.4));
    else if (key === 'f') this.#move(wholeGraph);
    else return false;
    return true;
  }

  get #size(): Size {
    return { width: this.#canvas.clientWidth, height: this.#canvas.clientHeight };
  }

  #move(camera: Camera): void {
    this.#camera = camera;
    this.#paintSoon();
  }

  /** Centres a chosen candidate that is out of sight. */
  #keepInSight(node: number | undefined): void {
    if (node === undefined || !this.#positions) return;
    const [x, y] = [this.#positions.x[node]!, this.#positions.y[node]!];
    const reach = 0.5 / this.#camera.zoom;
    if (Math.abs(x - this.#camera.x) > reach || Math.abs(y - this.#camera.y) > reach)
      this.#camera = { ...this.#camera, x, y };
  }

  #paintSoon(): void {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#paint();
    });
  }

  #paint(): void {
    const canvas = this.#canvas;
    const [size, ratio] = [this.#size, devicePixelRatio];
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext('2d')!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const started = performance.now();
    const painted = this.#paintWith(context);
    if (!painted) return;
    Object.assign(canvas.dataset, {
      ...{
        nodes: painted.nodes,
        edges: painted.edges,
        zoom: this.#camera.zoom.toFixed(2),
        x: this.#camera.x.toFixed(3),
      },
      milliseconds: (performance.now() - started).toFixed(1),
    });
  }

  #paintWith(pen: Pen): Painted | undefined {
    if (!this.#graph || !this.#positions || !this.#look) return undefined;
    const look = { ...this.#look, ink: inkOf(this.#canvas) };
    return paintGraph(pen, this.#graph, this.#positions, this.#camera, this.#size, look);
  }
}

function inkOf(canvas: HTMLCanvasElement): Look['ink'] {
  const style = getComputedStyle(canvas);
  // Browsers do not compute custom properties to colours, but they do compute these properties.
  return { text: style.color, edge: style.borderTopColor, line: style.outlineColor, mate: style.caretColor };
}
