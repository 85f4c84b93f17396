import { defineProperty } from './intrinsics.ts';

/** A stream of numbers in [0, 1), and how to restart it from three well-mixed 32-bit integers. */
export interface Chance {
  readonly random: () => number;
  readonly reseed: (first: number, second: number, third: number) => void;
}

/** The generator sfc32, as in `src/random.ts`. */
export function chance(): Chance {
  let a = 0;
  let b = 0;
  let c = 0;
  let counter = 1;
  return {
    random() {
      const word = (a + b + counter++) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = ((c << 21) | (c >>> 11)) + word;
      return (word >>> 0) / 4294967296;
    },
    reseed(first, second, third) {
      a = first;
      b = second;
      c = third;
      counter = 1;
    },
  };
}

/** Makes `Math.random` repeatable; returns its `reseed`. */
export function ownChance(): Chance['reseed'] {
  const { random, reseed } = chance();
  defineProperty(Math, 'random', { value: { random: () => random() }.random });
  return reseed;
}
