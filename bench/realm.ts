// Cost of a realm, and speed of a candidate in it: node bench/realm.ts
import vm from 'node:vm';
import { driveScript, realmMaker } from '../workers/realm.ts';
import { median } from './median.ts';

function timeOf(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

const makeRealm = realmMaker();
const context = () => vm.createContext(vm.constants.DONT_CONTEXTIFY);
const script = 'const add = (a, b) => a + b; return { add };';
const drive = driveScript('(candidate, input) => candidate.add(input, 1)');
function evaluation() {
  const { inside, compile, evaluate } = makeRealm();
  inside.limit(1000);
  inside.drive(compile(script), evaluate(drive), '2');
  return inside.evidence();
}

const costs = { 'bare context': context, 'frozen realm': makeRealm, 'trivial evaluation': evaluation };
for (const [name, work] of Object.entries(costs)) {
  const times = Array.from({ length: 500 }, () => timeOf(work));
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  console.log(`${name.padEnd(20)} median ${median(times).toFixed(2)} ms, mean ${mean.toFixed(2)} ms`);
}

const kernels: Readonly<Record<string, string>> = {
  'heuristic in a loop': `const score = (free, size) => free < size ? -1 : Math.sqrt(free - size) - Math.abs(free / size - 2);
    let best = 0; for (let i = 0; i < 3e6; i++) best += score(i & 1023, i & 63); return best;`,
  'lists and closures': `const list = Array.from({ length: 1000 }, (_, i) => i); let sum = 0;
    for (let i = 0; i < 1500; i++) sum += [...list].map((x) => x ^ i).filter((x) => x & 1).reduce((a, b) => a + b, 0);
    return sum;`,
  'typed arrays': `const a = new Float64Array(1000); let sum = 0;
    for (let i = 0; i < 3000; i++) { for (let j = 0; j < 1000; j++) a[j] = a[j] * 0.5 + j; sum += a[i % 1000]; } return sum;`,
  'maps and sets': `let sum = 0; for (let i = 0; i < 200; i++) { const map = new Map();
    for (let j = 0; j < 500; j++) map.set(j, i); for (const [k, v] of map) sum += k * v; sum += new Set(map.keys()).size; }
    return sum;`,
  'regular expressions': `let sum = 0; for (let i = 0; i < 20000; i++) { sum += 'a1b2c3'.replace(/[0-9]/g, 'x').length;
    sum += /(\\w)(\\d)/.exec('zz a1')[1].length + 'a,b'.split(/,/).length; } return sum;`,
};
for (const [name, body] of Object.entries(kernels)) {
  const plain = new Function(`'use strict'; ${body}`);
  const framed = makeRealm().compile(`'use strict'; return () => { ${body} };`)() as () => unknown;
  const ratios: number[] = [];
  for (let round = 0; round < 15; round++) {
    const forward = round % 2 === 0;
    const first = timeOf(() => (forward ? plain() : framed()));
    const second = timeOf(() => (forward ? framed() : plain()));
    ratios.push(forward ? second / first : first / second);
  }
  console.log(`${name.padEnd(20)} time in the realm / plain module code: ${median(ratios).toFixed(2)}`);
}
