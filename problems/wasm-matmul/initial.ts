// EVOLVE-BLOCK-START
/** Number of terms that one pass of the innermost loop adds. */
const unroll = 1;

/** Instructions that add a number of bytes to an address. */
function advance(name: string, bytes: number): string[] {
  return [`local.get ${name}`, `i32.const ${bytes}`, 'i32.add', `local.set ${name}`];
}

/** A loop that ends when an address reaches another one. */
function until(label: string, name: string, end: string[], body: string[]): string[] {
  return [`loop ${label}`, ...body, `local.get ${name}`, ...end, 'i32.lt_u', `br_if ${label}`, 'end'];
}

/** Adds the product of an entry of the row and an entry of the column. */
function term(index: number): string[] {
  const left = ['local.get $row', `i32.load offset=${4 * index}`];
  const right = ['local.get $column', `i32.load offset=${128 * index}`];
  return ['local.get $sum', ...left, ...right, 'i32.mul', 'i32.add', 'local.set $sum'];
}

/** One entry of the product: a row of a times a column of b. */
function entry(): string[] {
  const terms: string[] = [];
  for (let index = 0; index < unroll; index++) terms.push(...term(index));
  const start = [
    'i32.const 0',
    'local.set $sum',
    'local.get $a',
    'local.set $row',
    'local.get $top',
    'local.set $column',
  ];
  const step = [...terms, ...advance('$row', 4 * unroll), ...advance('$column', 128 * unroll)];
  const end = ['local.get $a', 'i32.const 128', 'i32.add'];
  return [...start, ...until('$terms', '$row', end, step), 'local.get $c', 'local.get $sum', 'i32.store'];
}

/** The text of a function that multiplies the 32 x 32 matrices at $a and $b into $c. */
export function kernel(): string {
  const locals = ['$row', '$column', '$sum', '$top'].map((name) => `(local ${name} i32)`);
  const columns = until(
    '$columns',
    '$top',
    ['local.get $b', 'i32.const 128', 'i32.add'],
    [...entry(), ...advance('$c', 4), ...advance('$top', 4)],
  );
  const rows = until(
    '$rows',
    '$a',
    ['local.get $b'],
    ['local.get $b', 'local.set $top', ...columns, ...advance('$a', 128)],
  );
  return [...locals, ...rows].join('\n');
}
// EVOLVE-BLOCK-END
