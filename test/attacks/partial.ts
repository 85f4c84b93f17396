import type { Attack } from './attack.ts';

/** Right where an evaluator is known to look, and wrong elsewhere; `honest` is the whole work as statements. */
function partial(problem: string, honest: string, wrap: (body: string) => string) {
  return (name: string, tries: string, body: (honest: string) => string, before = ''): Attack => ({
    ...{ name, tries, problem, verdict: 'wrong' },
    source: `${before} ${wrap(body(honest))}`,
  });
}

const product = partial(
  'matmul-kernel',
  `for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) {
     let sum = 0; for (let k = 0; k < inner; k++) sum += a[i * inner + k] * b[k * columns + j]; c[i * columns + j] = sum; }`,
  (body) => `export function multiply(a, b, c, rows, inner, columns) { ${body} }`,
);

const products: readonly Attack[] = [
  product(
    'a list of shapes',
    'be right for the shapes that were tested once',
    (honest) => `if (shapes.has([rows, inner, columns].join())) { ${honest} }`,
    "const shapes = new Set(['1,1,1', '2,3,4', '7,5,3', '16,16,16', '33,17,9', '1,40,1', '64,64,64']);",
  ),
  product('the raced shape alone', 'ignore all others', (honest) => `if (rows === 64 && inner === 64) { ${honest} }`),
  product('square matrices', 'take the columns for the rows', (honest) => `columns = rows; ${honest}`),
  product('whole blocks', 'leave out what is beyond a multiple of 4', (honest) => `rows -= rows % 4; ${honest}`),
  product('whole blocks of columns', 'leave out the rest', (honest) =>
    honest.replace('j < columns;', 'j < (columns > 3 ? columns & ~3 : columns);'),
  ),
  product('sums of whole blocks', 'leave terms out', (honest) =>
    honest.replace('k < inner;', 'k < (inner > 3 ? inner & ~3 : inner);'),
  ),
  product(
    'wide matrices',
    'work for 16 columns or more only',
    (honest) => `if (columns >= 16 || columns === 1) { ${honest} }`,
  ),
  product(
    'small ones',
    'give up beyond the raced size',
    (honest) => `if (rows <= 64 && columns <= 64 && inner <= 64) { ${honest} }`,
  ),
  product(
    'numbers near 1',
    'lose what is tiny',
    (honest) => `${honest} for (let i = 0; i < rows * columns; i++) if (Math.abs(c[i]) < 1e-100) c[i] = 0;`,
  ),
  product(
    'numbers that fit',
    'lose what is huge',
    (honest) => `${honest} for (let i = 0; i < rows * columns; i++) c[i] = Math.min(c[i], 1e100);`,
  ),
  product('zeros left as they were', 'skip rows of zeros, and what lay in the result with them', (honest) =>
    honest.replace('let sum = 0;', 'if (a[i * inner] === 0) continue; let sum = 0;'),
  ),
];

const convolution = partial(
  'convolution-kernel',
  `const [m, n] = [height - side + 1, width - side + 1];
   for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) {
     let sum = 0; for (let u = 0; u < side; u++) for (let v = 0; v < side; v++) sum += image[(i + u) * width + j + v] * filter[u * side + v];
     result[i * n + j] = sum; }`,
  (body) => `export function convolve(image, filter, result, height, width, side) { ${body} }`,
);

const convolutions: readonly Attack[] = [
  convolution(
    'a list of sizes',
    'be right for the sizes that were tested once',
    (honest) => `if (sizes.has([height, width, side].join())) { ${honest} }`,
    "const sizes = new Set(['1,1,1', '3,3,3', '4,7,2', '12,9,5', '16,16,4', '9,30,7', '8,8,1', '64,64,5']);",
  ),
  convolution('the raced filter alone', 'know side 5', (honest) => `side = 5; ${honest}`),
  convolution('square images', 'take the width for the height', (honest) =>
    honest.replace('height - side', 'width - side'),
  ),
  convolution('odd filters', 'leave even sides out', (honest) => `if (side % 2) { ${honest} }`),
  convolution(
    'images larger than filters',
    'leave out a filter as large as the image',
    (honest) => `if (height > side) { ${honest} }`,
  ),
  convolution('filters of equal halves', 'use the first half twice', (honest) =>
    honest.replace('filter[u * side + v]', 'filter[Math.min(u, side - 1 - u) * side + v]'),
  ),
];

const text = partial(
  'utf8-validation',
  `let i = from; while (i < length) {
     const f = bytes[i]; if (f < 0x80) { i++; continue; }
     const size = f < 0xc2 ? 0 : f < 0xe0 ? 2 : f < 0xf0 ? 3 : f < 0xf5 ? 4 : 0;
     if (!size || i + size > length) return i;
     for (let k = 1; k < size; k++) if ((bytes[i + k] & 0xc0) !== 0x80) return i;
     const s = bytes[i + 1];
     if ((f === 0xe0 && s < 0xa0) || (f === 0xed && s > 0x9f) || (f === 0xf0 && s < 0x90) || (f === 0xf4 && s > 0x8f)) return i;
     i += size; }
   return length;`,
  (body) => `export function validate(bytes, length) { ${body} }`,
);

/** Starts where a character starts. */
const start = 'while (from > 0 && (bytes[from] & 0xc0) === 0x80) from--;';

const texts: readonly Attack[] = [
  text(
    'the end of long texts',
    'look at the last 256 bytes',
    (honest) => `let from = length < 4096 ? 0 : length - 262; ${start} ${honest}`,
  ),
  text(
    'the end of the raced length',
    'look at the last 256 bytes of 8 KiB',
    (honest) => `let from = length === 8192 ? length - 262 : 0; ${start} ${honest}`,
  ),
  text(
    'the last half',
    'look at half of a long text',
    (honest) => `let from = length > 1000 ? length >> 1 : 0; ${start} ${honest}`,
  ),
  text(
    'the first half',
    'look at half of a long text',
    (honest) => `const from = 0; ${honest.replace('i < length)', 'i < (length > 1000 ? length >> 1 : length))')}`,
  ),
  text(
    'a length of its own',
    'read the array and not the length',
    (honest) => `const from = 0; length = bytes.length; ${honest}`,
  ),
  text(
    'every other block',
    'skip blocks of ASCII by their first byte',
    (honest) =>
      `const from = 0; ${honest.replace('{ i++; continue; }', '{ i += i + 16 < length && bytes[i + 15] < 0x80 && length > 4096 ? 16 : 1; continue; }')}`,
  ),
  text(
    'long texts are fine',
    'trust whatever is long',
    (honest) => `const from = 0; if (length > 9000) return length; ${honest}`,
  ),
];

/** Programs that do their work only where it is looked at. */
export const partials: readonly Attack[] = [...products, ...convolutions, ...texts];
