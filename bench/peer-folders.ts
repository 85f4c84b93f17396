/**
 * Evaluates the initial program of every folder below one that was made for OpenEvolve or ShinkaEvolve, split from its
 * evaluator and beside it, and prints both scores with the evaluations per second: node bench/peer-folders.ts FOLDER.
 */
import { globSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Evaluation } from '../src/api/evaluation.ts';
import type { LoadedProblem } from '../src/api/problem.ts';
import { openEvaluatorPool } from '../src/evaluation/evaluator-pool.ts';
import { chooseJail } from '../src/evaluation/jail/choose-jail.ts';
import { adaptTo } from '../src/evaluation/python/adapt.ts';
import { loadProblem } from '../src/load-problem.ts';

/** Shortest time in which evaluations are counted, in milliseconds. */
const shortest = 2000;

const [root = '.'] = process.argv.slice(2);
for (const path of globSync('**/{evaluator,evaluate}.py', { cwd: root, exclude: ['**/node_modules/**'] }).sort()) {
  const folder = resolve(root, path, '..');
  console.log(`| ${relative(root, folder)} | ${(await describe(folder)).join(' | ')} |`);
}

async function describe(folder: string): Promise<readonly string[]> {
  try {
    const problem = await loadProblem(folder);
    const split = await measure(adaptTo({ split: true, repeats: 'always', thresholds: false }, problem));
    const beside = await measure(adaptTo({ split: false, repeats: 'always', thresholds: false }, problem));
    return [split.said, beside.said, split.rate.toFixed(1)];
  } catch (error) {
    return [(error as Error).message.split('\n')[0]!.slice(0, 160)];
  }
}

async function measure(problem: LoadedProblem): Promise<{ readonly said: string; readonly rate: number }> {
  const pool = await openEvaluatorPool({ problem, workers: 1, seed: 1, jail: chooseJail('auto') });
  try {
    const first = await pool.evaluate(problem.initial);
    const began = performance.now();
    let count = 0;
    while (first.status === 'scored' && performance.now() - began < shortest) {
      await pool.evaluate(problem.initial);
      count++;
    }
    return { said: say(first), rate: (1000 * count) / (performance.now() - began) };
  } finally {
    await pool.close();
  }
}

function say(evaluation: Evaluation): string {
  if (evaluation.status === 'scored') return String(evaluation.score);
  return `${evaluation.reason}: ${evaluation.feedback.split('\n')[0]!.slice(0, 100)}`;
}
