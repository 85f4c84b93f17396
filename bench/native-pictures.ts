/** Pictures of the subjects of native problems, which have no evidence to draw. */
import { bar, dot, ink, light, line, type Place, picture, warm } from '../evaluators/kit/picture.ts';
import { words } from '../evaluators/kit/rng.ts';

/** Columns of values, three times: as they come, in sorted pieces, and sorted. */
export function sortPicture(): string {
  const next = words(7);
  const values = Array.from({ length: 32 }, () => next() % 100);
  const ascending = (list: readonly number[]) => [...list].sort((a, b) => a - b);
  const pieces = [0, 8, 16, 24].flatMap((start) => ascending(values.slice(start, start + 8)));
  const columns = (list: readonly number[], left: number) =>
    list.map((value, i) => bar([left + 5 * i, 110 - value], [4, value + 1], i % 16 < 8 ? ink : light));
  return picture(
    540,
    120,
    [values, pieces, ascending(values)].flatMap((list, i) => columns(list, 10 + 175 * i)),
  );
}

/** A text of three letters as squares, row by row; the places where a word begins are underlined. */
export function searchPicture(): string {
  const next = words(11);
  const [text, word, width] = [Array.from({ length: 240 }, () => next() % 3), [0, 1, 2, 1], 40];
  const colours = [ink, light, '#eef2f7'];
  const corner = (i: number): Place => [10 + 13 * (i % width), 10 + 20 * Math.floor(i / width)];
  const letters = text.map((letter, i) => bar(corner(i), [12, 12], colours[letter]!));
  const found = text.keys().filter((i) => word.every((letter, k) => text[i + k] === letter));
  const marks = found.flatMap((i) =>
    word.map((_, k) => bar([corner(i + k)[0]!, corner(i + k)[1]! + 13], [13, 3], warm)),
  );
  return picture(540, 136, [...letters, ...marks]);
}

/** An image, and the same smoothed; dark is large. */
export function blurPicture(): string {
  const size = 24;
  const at = (image: readonly number[], x: number, y: number) =>
    image[Math.min(Math.max(y, 0), size - 1) * size + Math.min(Math.max(x, 0), size - 1)]!;
  const weights = [1, 4, 6, 4, 1];
  const along = (image: readonly number[], dx: number, dy: number) =>
    image.map((_, i) => {
      const [x, y] = [i % size, Math.floor(i / size)];
      return weights.reduce((sum, weight, k) => sum + (weight * at(image, x + dx * (k - 2), y + dy * (k - 2))) / 16, 0);
    });
  const sharp = Array.from({ length: size * size }, (_, i) =>
    Number(Math.abs(Math.hypot((i % size) - 11, i / size - 12) - 7) < 2),
  );
  const squares = (image: readonly number[], left: number) =>
    image.map((value, i) => {
      const grey = (245 - Math.round(200 * value)).toString(16).padStart(2, '0');
      return bar([left + 6 * (i % size), 10 + 6 * Math.floor(i / size)], [5.5, 5.5], `#${grey}${grey}ff`);
    });
  return picture(324, 164, [...squares(sharp, 10), ...squares(along(along(sharp, 1, 0), 0, 1), 170)]);
}

/** Points that are joined where they are near, coloured one after the other. */
export function colouringPicture(): string {
  const next = words(5);
  const points: Place[] = Array.from({ length: 45 }, () => [15 + (next() % 470), 15 + (next() % 190)]);
  const near = (a: Place, b: Place) => a !== b && Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!) < 75;
  const colours = [ink, warm, light, '#5a9a68', '#b55a7a', '#8a6fb0', '#6b6b6b', '#d4c24a', '#3aa6a6'];
  const chosen = new Map<Place, number>();
  for (const point of points) {
    const taken = points.filter((other) => near(point, other)).map((other) => chosen.get(other));
    chosen.set(
      point,
      colours.findIndex((_, colour) => !taken.includes(colour)),
    );
  }
  const edges = points.flatMap((a, i) =>
    points
      .slice(i)
      .filter((b) => near(a, b))
      .map((b) => line(a, b, '#cfd6e0')),
  );
  return picture(500, 220, [...edges, ...points.map((point) => dot(point, 6, colours[chosen.get(point)!]))]);
}
