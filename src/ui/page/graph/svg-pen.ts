import type { Size } from './camera.ts';
import type { Pen } from './pen.ts';

/** Writes what is painted as SVG. It knows what the graph needs: lines, curves, whole circles, and centred text. */
export class SvgPen implements Pen {
  fillStyle: Pen['fillStyle'] = 'black';
  strokeStyle: Pen['strokeStyle'] = 'black';
  font = '';
  globalAlpha = 1;
  lineWidth = 1;
  textAlign: CanvasTextAlign = 'center';
  readonly #parts: string[] = [];
  #path = '';
  #dash = '';

  beginPath(): void {
    this.#path = '';
  }

  moveTo(x: number, y: number): void {
    this.#path += `M${short(x)} ${short(y)}`;
  }

  lineTo(x: number, y: number): void {
    this.#path += `L${short(x)} ${short(y)}`;
  }

  bezierCurveTo(...points: [number, number, number, number, number, number]): void {
    this.#path += `C${points.map(short).join(' ')}`;
  }

  /** A whole circle, whatever the angles. */
  arc(x: number, y: number, radius: number): void {
    const [r, top, bottom] = [short(radius), short(y - radius), short(y + radius)];
    this.#path += `M${short(x)} ${top}A${r} ${r} 0 0 1 ${short(x)} ${bottom}A${r} ${r} 0 0 1 ${short(x)} ${top}`;
  }

  stroke(): void {
    const look = `stroke="${this.strokeStyle}" stroke-width="${this.lineWidth}" stroke-dasharray="${this.#dash || 'none'}"`;
    this.#write(`fill="none" ${look} stroke-opacity="${short(this.globalAlpha)}"`);
  }

  fill(): void {
    this.#write(`fill="${this.fillStyle}"`);
  }

  fillText(text: string, x: number, y: number): void {
    const size = /\d+/.exec(this.font)?.[0] ?? '11';
    const place = `x="${short(x)}" y="${short(y)}" text-anchor="middle" font-family="sans-serif" font-size="${size}"`;
    this.#parts.push(`<text ${place} fill="${this.fillStyle}">${text.replace(/[<&]/g, '')}</text>`);
  }

  setLineDash(segments: Iterable<number>): void {
    this.#dash = [...segments].join(' ');
  }

  clearRect(): void {
    this.#parts.length = 0;
  }

  picture({ width, height }: Size): string {
    const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`;
    return `${open}${this.#parts.join('')}</svg>`;
  }

  #write(look: string): void {
    if (this.#path) this.#parts.push(`<path d="${this.#path}" ${look}/>`);
  }
}

function short(value: number): string {
  return String(Number(value.toFixed(2)));
}
