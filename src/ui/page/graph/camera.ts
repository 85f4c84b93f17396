/** The visible part of the unit square: its centre and its magnification. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The whole square. */
export const wholeGraph: Camera = { x: 0.5, y: 0.5, zoom: 1 };

const mostZoom = 5000;
/** The part of the canvas that the whole square fills at zoom 1. */
const share = 0.92;

export function toScreen({ x, y, zoom }: Camera, { width, height }: Size) {
  const [scaleX, scaleY] = [share * zoom * width, share * zoom * height];
  return { scaleX, scaleY, shiftX: width / 2 - x * scaleX, shiftY: height / 2 - y * scaleY };
}

/** Moves the camera by pixels. */
export function pan({ x, y, zoom }: Camera, { width, height }: Size, dx: number, dy: number): Camera {
  return { x: within(x - dx / (share * zoom * width)), y: within(y - dy / (share * zoom * height)), zoom };
}

/** Zooms around a point of the canvas, which does not move. */
export function zoomAt(camera: Camera, size: Size, px: number, py: number, factor: number): Camera {
  const zoom = Math.min(mostZoom, Math.max(1, camera.zoom * factor));
  const { scaleX, scaleY, shiftX, shiftY } = toScreen(camera, size);
  const [wx, wy] = [(px - shiftX) / scaleX, (py - shiftY) / scaleY];
  const x = wx - (px - size.width / 2) / (share * zoom * size.width);
  const y = wy - (py - size.height / 2) / (share * zoom * size.height);
  return zoom === 1 ? wholeGraph : { x: within(x), y: within(y), zoom };
}

function within(value: number): number {
  return Math.min(1, Math.max(0, value));
}
