import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { refuse } from '../../src/api/attempt.ts';
import type { LoadedProblem } from '../../src/api/problem.ts';
import type { Program } from '../../src/api/program.ts';
import type { Proposer } from '../../src/api/proposer.ts';
import { faultOf } from '../../src/language/edit.ts';
import { readProgram } from '../../src/language/program.ts';
import { createBandit } from '../../src/proposers/bandit.ts';
import { inProcess } from '../fixtures/in-process.ts';
import { commitsOf, nearHundred, replayRun, startRun, type TestOptions } from '../fixtures/test-run.ts';

const program = (values: string): Program =>
  readProgram({ 'main.ts': `// EVOLVE-BLOCK-START\nexport const values = () => [${values}];\n// EVOLVE-BLOCK-END\n` });
const problem: LoadedProblem = { ...nearHundred, initial: program('1') };

/** The parser goes back so often that reading takes all the time that it may. */
const hopeless = 'a?(b):c=>'.repeat(10_000);
/** Reading takes a while, and finds nothing wrong. */
const long = `[${'[0.1, 0.2, 3], '.repeat(20_000)}].length * 0`;

/** An operator whose children are sometimes slow to read. `asked` hears of each call, whose first random number names its draw. */
function slowOperator(asked: (draw: number, isHopeless: boolean) => void): Proposer {
  return {
    name: 'slow',
    propose({ random }) {
      const [draw, kind, number] = [random.next(), random.int(3), random.int(1000)];
      asked(draw, kind === 0);
      const values = [`${number}, ${hopeless}1`, `${number}, ${long}`][kind] ?? `${number}`;
      return { status: 'proposed', files: program(values).files, summary: `${kind}` };
    },
  };
}

const config = { deterministic: true, islands: 2, attempts: 12, simplify: false, restart: 0 };

function withOperator(asked: Parameters<typeof slowOperator>[0], more: TestOptions = {}): TestOptions {
  const parts = () => ({ proposers: new Map([['slow', slowOperator(asked)]]), bandit: createBandit(['slow']) });
  return { problem, parts, config, ...more };
}

test('while an operator’s child is read, timers tick and signals are heard', async () => {
  let [ticks, signals] = [0, 0];
  const timer = setInterval(() => ticks++, 50);
  const hear = () => void signals++;
  process.on('SIGINT', hear);
  onTestFinished(() => {
    clearInterval(timer);
    process.off('SIGINT', hear);
  });
  const stop = new AbortController();
  let begun: number | undefined;
  const during: { readonly ticks: number; readonly signals: number }[] = [];
  const asked = (_: number, isHopeless: boolean) => {
    // With one attempt at a time, the next call is made once the text has been read.
    if (begun !== undefined) during.push({ ticks: ticks - begun, signals });
    if (during.length > 0) stop.abort();
    begun = isHopeless && during.length === 0 ? ticks : undefined;
    if (begun !== undefined) spawn('kill', ['-s', 'INT', String(process.pid)]);
  };
  await using run = await startRun(withOperator(asked, { config: { ...config, lag: 1, attempts: 100 } }));
  expect(await run.evolve({}, { stop: stop.signal })).toBe('interrupted');
  expect(during).toEqual([{ ticks: expect.any(Number), signals: 1 }]);
  expect(during[0]?.ticks).toBeGreaterThan(3);
});

test('a deterministic run makes the same commits, and so does its replay, where children are slow to read', async () => {
  const draws: number[] = [];
  const asked = (draw: number) => void draws.push(draw);
  const straight = async (factor: number) => {
    const evaluator = inProcess(problem, ({ files }) => ((files['main.ts'] ?? '').length * factor) % 5);
    await using run = await startRun(withOperator(asked, { evaluator }));
    expect(await run.evolve()).toBe('attempts');
    return run.record;
  };
  const record = await straight(1);
  expect(new Set(draws).size).toBeLessThan(draws.length); // some were started over
  expect((await straight(7)).batches).toEqual(record.batches);
  const { difference, rebuilt } = await replayRun(record, withOperator(asked));
  expect(difference).toBeUndefined();
  expect(commitsOf(rebuilt.entries)).toEqual(commitsOf(record.entries));
});

test('a proposer that takes trials is asked again once a text was read, and then pursued once', async () => {
  let [asked, pursued] = [0, 0];
  const proposer: Proposer = {
    name: 'tuner',
    propose() {
      asked++;
      expect(faultOf(problem.initial, program(`${hopeless}2`))).toMatchObject({ reason: 'syntax' });
      return async () => {
        pursued++;
        return refuse('unchanged', 'nothing is better');
      };
    },
  };
  const parts = () => ({ proposers: new Map([['tuner', proposer]]), bandit: createBandit(['tuner']) });
  await using run = await startRun({ problem, parts, config: { ...config, attempts: 1 } });
  await run.evolve();
  expect([asked, pursued]).toEqual([2, 1]);
  expect(run.told[0]).toMatchObject({ outcome: { reason: 'unchanged', feedback: 'nothing is better' } });
});
