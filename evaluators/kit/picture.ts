/** Colours of pictures on a white ground. */
export const ink = '#2b4c7e';
export const light = '#9fb8d9';
export const warm = '#d9822b';

export type Place = readonly number[];

const short = (value: number) => Number(value.toFixed(2));

export function line([x, y]: Place, [u, v]: Place, colour = ink, width = 1): string {
  return `<line x1="${short(x!)}" y1="${short(y!)}" x2="${short(u!)}" y2="${short(v!)}" stroke="${colour}" stroke-width="${width}"/>`;
}

export function dot([x, y]: Place, radius = 3, colour = ink): string {
  return `<circle cx="${short(x!)}" cy="${short(y!)}" r="${short(radius)}" fill="${colour}"/>`;
}

export function ring([x, y]: Place, radius: number, fill: string, colour = ink): string {
  return `<circle cx="${short(x!)}" cy="${short(y!)}" r="${short(radius)}" fill="${fill}" stroke="${colour}" stroke-width="1"/>`;
}

export function bar([x, y]: Place, [width, height]: Place, colour: string): string {
  return `<rect x="${short(x!)}" y="${short(y!)}" width="${short(width!)}" height="${short(height!)}" fill="${colour}"/>`;
}

export function area(points: readonly Place[], colour: string): string {
  return `<polygon points="${points.map((point) => point.map(short).join()).join(' ')}" fill="${colour}"/>`;
}

/** The text of an SVG picture of width x height units, for the `picture` of a stage; the origin is at the top left. */
export function picture(width: number, height: number, parts: readonly string[]): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">\n` +
    `<rect width="${width}" height="${height}" fill="#fff"/>\n${parts.join('\n')}\n</svg>\n`
  );
}
