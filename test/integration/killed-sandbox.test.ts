import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { processesBelow } from '../e2e/germline.ts';
import { killIfThere } from '../fixtures/git-children.ts';
import { driven, nativeProblem, whyNoPrograms, withRunner } from '../fixtures/native.ts';
import { judge, verdictOf } from '../fixtures/python.ts';

const missing = whyNoPrograms('cc', 'python3');
if (missing) console.warn(`NOT TESTED: sandboxes that the system ends. ${missing}`);

/**
 * Kills, as the system does where memory is short, the processes of this one whose command line holds a text, if there
 * are at least so many.
 */
function killAll(mark: string, least: number): boolean {
  const named = processesBelow(process.pid).filter((pid) => commandOf(pid).includes(mark));
  if (named.length < least) return false;
  for (const pid of named) killIfThere(pid);
  return true;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
}

/** Kills once there is something to kill, so many times; returns how often it did. */
async function killing(mark: string, least: number, times: number, until: Promise<unknown>): Promise<number> {
  let [killed, on] = [0, true];
  const stop = () => {
    on = false;
  };
  until.then(stop, stop);
  while (on && killed < times) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (on && killAll(mark, least)) killed++;
  }
  return killed;
}

const slow = (word: string) => `import time\ntime.sleep(0.8)\nprint("${word}")\n`;
const stage = { command: { run: 'python3 a.py' } };

test.skipIf(missing)(
  'a program whose sandbox the system kills once is run again; one that ends it each time crashed',
  async () => {
    const problem = () => nativeProblem({ 'a.py': slow('initial') }, stage);
    await withRunner(problem(), async (runner) => {
      const drive = driven(runner, { 'a.py': slow('innocent') });
      const kills = killing('bwrap', 1, 1, drive);
      expect(await drive).toEqual(['innocent\n']);
      expect(await kills).toBe(1);
    });
    await withRunner(problem(), async (runner) => {
      const drive = driven(runner, { 'a.py': slow('guilty') });
      const kills = killing('bwrap', 1, 2, drive);
      expect(await drive).toMatch(/^crashed: its sandbox ended/);
      expect(await kills).toBe(2);
    });
  },
);

test.skipIf(missing)('a candidate in Python whose process the system kills once keeps its verdict', async () => {
  const evaluator =
    'import importlib.util, time\n' +
    'def evaluate(path):\n' +
    '    spec = importlib.util.spec_from_file_location("c", path)\n' +
    '    module = importlib.util.module_from_spec(spec)\n' +
    '    spec.loader.exec_module(module)\n' +
    '    time.sleep(1)\n' +
    '    return {"combined_score": module.value()}\n';
  const initial = '# EVOLVE-BLOCK-START\ndef value():\n    return 1\n# EVOLVE-BLOCK-END\n';
  const folder = { 'evaluator.py': evaluator, 'initial_program.py': initial };
  const judging = judge(folder, [initial.replace('return 1', 'return 7')]);
  // Each zygote and its jail; an evaluation adds a process of each.
  const kills = killing('germline_zygote.py', 6, 1, judging);
  expect(verdictOf((await judging)[0])).toBe(7);
  expect(await kills).toBe(1);
});
