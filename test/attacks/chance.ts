import type { Attack } from './attack.ts';

/** Looks for the run's seed in the numbers of `Math.random`; the inputs of stages are made of it. */
function dice(name: string, tries: string, body: string, evidence: unknown): Attack {
  const source = `${sfc32} export const run = (input) => { ${body} };`;
  return { name, tries, problem: 'probe', source, verdict: { evidence: [evidence, evidence] } };
}

const sfc32 = `
  const turn = (c) => (c << 21) | (c >>> 11);
  const step = ([a, b, c, k]) => {
    const word = (a + b + k) | 0;
    return { word: word >>> 0, next: [b ^ (b >>> 9), (c * 9) | 0, (turn(c) + word) | 0, k + 1] };
  };
  const unshift = (x) => x ^ (x >>> 9) ^ (x >>> 18) ^ (x >>> 27);
  const back = ([a, b, c, k]) => {
    const before = [unshift(a), Math.imul(b, 0x38e38e39)];
    return [(c - turn(before[1]) - before[0] - (k - 1)) | 0, ...before, k - 1];
  };
  const words = (count) => Array.from({ length: count }, () => Math.random() * 2 ** 32);`;

/** Three numbers and the counter give the state: the third depends on \`c\` alone, whose bits follow from its lowest eleven. */
const solve = `
  const bit = (x, i) => (x >>> i) & 1;
  const solveFor = (low, target) => {
    const known = Math.imul(9, low), wanted = (target - (known << 21)) | 0;
    let ninefold = 0;
    for (let i = 0; i < 21; i++) {
      const sum = (known + (ninefold << 11)) | 0;
      const have = ((sum ^ (sum >>> 9)) + ninefold) | 0;
      ninefold |= (bit(have, i) ^ bit(wanted, i)) << i;
    }
    return (Math.imul(ninefold, 0x38e38e39) << 11) | low;
  };
  const recover = ([first, second, third, ...more], k) => {
    for (let low = 0; low < 2048; low++) {
      const c = solveFor(low, (third - k - 2 - Math.imul(9, first)) | 0);
      const b = unshift((second - k - 1 - Math.imul(9, c)) | 0);
      const start = [(first - b - k) | 0, b, c, k];
      let state = start;
      const agrees = [first, second, third, ...more].every((word) => {
        const made = step(state);
        state = made.next;
        return made.word === word;
      });
      if (agrees) return start;
    }
  };`;

/** Attacks that learn from chance to predict what a candidate should not know. */
export const chances: readonly Attack[] = [
  dice(
    'seeds tried',
    'replay the dice from a small seed, the stage and the input',
    `const seen = words(3);
    for (let seed = 0; seed <= 50; seed++) for (let skipped = 0; skipped <= 20; skipped++) {
      let state = [seed, 0, input, 1];
      for (let i = 0; i < skipped; i++) state = step(state).next;
      if (seen.every((word) => { const made = step(state); state = made.next; return made.word === word; }))
        throw new Error('ESCAPED: the seed is ' + seed);
    }
    return 'nothing found';`,
    'nothing found',
  ),
  dice(
    'dice turned back',
    'compute the state from some numbers, and from it the seed',
    `${solve}
    const seen = words(6);
    for (let k = 1; k <= 20; k++) {
      let state = recover(seen, k);
      if (!state) continue;
      for (let i = 0; i < 40; i++, state = back(state))
        if (state[1] === 0 && state[2] === input) throw new Error('ESCAPED: the seed is ' + state[0]);
      return 'the state, which has no seed in it';
    }
    return 'no state';`,
    'the state, which has no seed in it',
  ),
];
