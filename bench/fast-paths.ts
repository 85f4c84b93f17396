// The lasting slowdown that one candidate can cause for another in the same thread: node bench/fast-paths.ts
import { factCounter } from '../workers/fast-paths.ts';
import { realmMaker } from '../workers/realm.ts';

const victims: Readonly<Record<string, string>> = {
  'slice, map, filter': `let sum = 0; for (let i = 0; i < 3000; i++)
    sum += [1, 2, 3, i].slice().map((x) => x + 1).filter((x) => x > 2).length; return sum;`,
  'spread, for of': `let sum = 0; for (let i = 0; i < 3000; i++) { const list = [1, 2, 3, i];
    sum += Math.max(...list) + [...list, ...list].length; for (const x of list) sum += x; } return sum;`,
  subarray: `const list = new Float64Array(64); let sum = 0;
    for (let i = 0; i < 3000; i++) sum += list.subarray(4, 12).length + list.slice(2, 6).length; return sum;`,
  'regular expressions': `let sum = 0; for (let i = 0; i < 2000; i++)
    sum += 'a1b2c3'.replace(/[0-9]/g, 'x').length + 'a,b'.split(/,/).length; return sum;`,
};
const hostile = ['[].constructor = {}', 'new Float64Array(1).constructor = {}', '[][Symbol.iterator] = 1'];
const attacks = [...hostile, '/a/.constructor = {}', '({})[Symbol.isConcatSpreadable] = true'];

function microseconds(work: () => unknown): number {
  const times = Array.from({ length: 41 }, () => {
    const began = performance.now();
    work();
    return 1000 * (performance.now() - began);
  });
  return times.toSorted((a, b) => a - b)[20] as number;
}

const makeRealm = realmMaker();
const countFacts = factCounter();
const works = Object.entries(victims).map(([name, body]) => {
  const work = makeRealm().compile(`'use strict'; return () => { ${body} };`)() as () => unknown;
  for (let i = 0; i < 60; i++) work();
  return { name, work, alone: microseconds(work) };
});
for (const attack of attacks) {
  makeRealm().compile(`'use strict'; try { ${attack}; } catch {}`)();
  const ratios = works.map(({ name, work, alone }) => `${name} ${(microseconds(work) / alone).toFixed(1)}`);
  console.log(`${attack.padEnd(38)} facts left ${countFacts()}; times slower: ${ratios.join(', ')}`);
}
