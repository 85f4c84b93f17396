import type { Random } from './api/program.ts';

/** Mixes integers into one well-spread 32-bit state word (the finaliser of MurmurHash3). */
function mix(hash: number, value: number): number {
  let h = Math.imul(hash ^ value, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Random numbers that a copy repeats from here on, for work that may be started over. */
export interface Stream extends Random {
  copy(): Stream;
}

/**
 * A generator (sfc32, C. Doty-Humphrey's PractRand) for one stream, named by integers such as (run seed, attempt
 * number, draw). The same names always make the same stream, so no generator state is ever saved.
 */
export function randomStream(...names: readonly number[]): Stream {
  const a = names.reduce((hash, name) => mix(mix(hash, name >>> 0), Math.floor(name / 2 ** 32)), 0x9e3779b9);
  const b = mix(a, 0x243f6a88);
  const stream = streamFrom(a, b, mix(b, 0xb7e15162), 1);
  for (let i = 0; i < 12; i++) stream.next();
  return stream;
}

/** The stream that goes on from a state of the generator. */
function streamFrom(a: number, b: number, c: number, counter: number): Stream {
  const word = (): number => {
    const t = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return t >>> 0;
  };
  const next = () => word() / 2 ** 32;
  const int = (bound: number) => Math.floor(next() * bound);
  return {
    next,
    int,
    // Box and Muller 1958; 1 - next() keeps the logarithm finite.
    gaussian: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (items) => items[int(items.length)] as (typeof items)[number],
    copy: () => streamFrom(a, b, c, counter),
  };
}
