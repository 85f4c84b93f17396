// Evaluations per second of a trivial evaluator through the whole pool: node bench/evaluate.ts
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { readProgram } from '../src/language/program.ts';
import { fixtureProblem, openFixture } from '../test/fixtures/problems/pools.ts';
import { processorTimes } from './processor.ts';

let host: ChildProcess | undefined;
subscribe('child_process', (message) => {
  host = (message as { process: ChildProcess }).process;
});

const hostSeconds = () => processorTimes(host?.pid).own;

const count = 1000;
const pool = await openFixture('sum', { workers: 2 });
const [path, source] = Object.entries((await fixtureProblem('sum')).initial.files)[0]!;
for (let round = 0; round < 4; round++) {
  const [began, engine, child] = [performance.now(), process.cpuUsage(), hostSeconds()];
  await Promise.all(
    Array.from({ length: count }, (_, i) => pool.evaluate(readProgram({ [path]: `${source}// ${round} ${i}` }))),
  );
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(engine);
  const each = (total: number) => `${((total / count) * 1000).toFixed(2)} ms`;
  console.log(
    `${(count / seconds).toFixed(0)} evaluations per second; processor time of each: ` +
      `engine and score threads ${each((user + system) / 1e6)}, host and threads ${each(hostSeconds() - child)}`,
  );
}
await pool.close();
