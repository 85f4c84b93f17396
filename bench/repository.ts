/**
 * What a candidate of a repository costs beyond the commands of its user: node bench/repository.ts [candidates]
 * Its commands take about a millisecond, so that nearly all of the time is that of its spaces, its sandboxes and the
 * engine: a test, and a race of seven pairs.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { surveyed } from '../src/compose/survey.ts';
import { openEvaluatorPool } from '../src/evaluation/evaluator-pool.ts';
import { chooseJail } from '../src/evaluation/jail/choose-jail.ts';
import { withFiles } from '../src/language/program.ts';
import { loadProblem } from '../src/load-problem.ts';
import { commitAll } from '../test/fixtures/commit-all.ts';
import { countOf } from './lanes.ts';
import { median } from './median.ts';
import { processorTimes } from './processor.ts';

const candidates = countOf('candidates', process.argv[2] ?? '20');
const root = mkdtempSync(join(tmpdir(), 'germline-bench-'));
const file = 'sum.js';
const texts = {
  [file]: 'export const sum = (a, b) => a + b;\n',
  'germline.yaml': `name: sum\ngoal: None.\nevolve: [${file}]\ntest: 'true'\nmeasure: { run: echo 5, number: last, direction: min }\n`,
};
for (const [name, text] of Object.entries(texts)) writeFileSync(join(root, name), text);
commitAll(root);

const { problem } = await surveyed(await loadProblem(root), { seed: 1, brief: true });
const pool = await openEvaluatorPool({ problem, workers: 1, seed: 1, jail: chooseJail('auto') });
const times: number[] = [];
const processor = () => {
  const { own, waited } = processorTimes(process.pid);
  return 1000 * (own + waited);
};
const before = processor();
for (let number = 0; number < candidates; number++) {
  const begin = performance.now();
  const text = `${problem.initial.files[file]!}// ${number}\n`;
  const { status } = await pool.evaluate(withFiles(problem.initial, { [file]: text }));
  if (status !== 'scored') throw new Error(`candidate ${number} failed`);
  times.push(performance.now() - begin);
}
const used = (processor() - before) / candidates;
console.log(
  `${median(times).toFixed(0)} ms a candidate, the median of ${candidates}, at a load of ${loadavg()[0]!.toFixed(1)}; ` +
    `${used.toFixed(0)} ms of processor time`,
);
await pool.close();
rmSync(root, { recursive: true });
process.exit(0);
