// What the engine adds to the build and the run of a small C program, from proposal to score: node bench/native.ts
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openEvaluatorPool } from '../src/evaluation/evaluator-pool.ts';
import { chooseJail } from '../src/evaluation/jail/choose-jail.ts';
import { withFiles } from '../src/language/program.ts';
import { loadProblem } from '../src/load-problem.ts';
import { median } from './median.ts';

const folder = fileURLToPath(new URL('../test/fixtures/problems/native', import.meta.url));
const problem = await loadProblem(folder);
const text = (child: number) => `${problem.initial.files['initial.c']}static int child = ${child};\n`;

async function took(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function run(command: string, place: string): Promise<void> {
  const [program, ...words] = command.split(' ') as [string, ...string[]];
  await once(spawn(program, words, { cwd: place, stdio: 'ignore' }), 'close');
}

const place = mkdtempSync(join(tmpdir(), 'germline-bench-'));
cpSync(folder, place, { recursive: true });
const pool = await openEvaluatorPool({ problem, workers: 1, seed: 1, jail: chooseJail('auto') });
const [bare, whole]: [number[], number[]] = [[], []];
for (let child = 0; child < 60; child++) {
  writeFileSync(join(place, 'initial.c'), text(child));
  const build = await took(() => run('cc -O1 -Wno-nonnull -o program initial.c main.c -lrt -pthread', place));
  bare.push(build + (await took(() => run('./program', place))));
  whole.push(await took(() => pool.evaluate(withFiles(problem.initial, { 'initial.c': text(child) }))));
}
await pool.close();
rmSync(place, { recursive: true });
const added = whole.map((milliseconds, child) => milliseconds - bare[child]!);
console.log(
  `build and run by themselves ${median(bare).toFixed(1)} ms, evaluated ${median(whole).toFixed(1)} ms: ` +
    `${median(added).toFixed(1)} ms more (medians of ${added.length}, each pair in turn)`,
);
