import { describe, expect, test } from 'vitest';
import type { Raced } from '../../src/api/evaluator.ts';
import type { Files } from '../../src/api/program.ts';
import { countTests, failedTests } from '../../src/evaluation/repository/count-tests.ts';
import { isDecided, leastGain, scoreGain } from '../../src/evaluation/repository/gain.ts';
import { failureOf } from '../../src/evaluation/repository/outcome.ts';
import type { RepositoryPlan } from '../../src/evaluation/repository/plan.ts';
import type { CommandEnd } from '../../src/evaluation/repository/shell.ts';
import { expectSteady } from '../../src/evaluation/repository/steady.ts';
import { fixedVariables } from '../../src/evaluation/repository/tools.ts';
import { usefulLines } from '../../src/evaluation/repository/useful-lines.ts';
import { randomStream } from '../../src/random.ts';

const rounds = 15;

/** A race of a candidate whose times are `ratio` of the unchanged code's, with noise of this standard deviation. */
function raceOf(random: { gaussian(): number }, ratio: number, noise: number): Raced {
  const time = () => 100 * Math.exp(noise * random.gaussian());
  const [candidate, reference]: [number[], number[]] = [[], []];
  do {
    candidate.push(ratio * time());
    reference.push(time());
  } while (candidate.length < rounds && !isDecided({ candidate, reference }, 'min'));
  return { candidate, reference, unchanged: false };
}

test('a value of the user’s own takes the place of a fixed one', () => {
  const repository = {
    ...{
      root: '/r',
      folder: '',
      commit: 'c',
      tree: 't',
      date: 12,
      evolve: [],
      prepare: [],
      dependencies: [],
      heldBack: [],
    },
    ...{ environment: { TZ: 'Asia/Tokyo', TOKEN: 'secret' }, plain: (files: Files) => files },
  };
  expect(fixedVariables(repository)).toEqual({
    ...{ TZ: 'Asia/Tokyo', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', SOURCE_DATE_EPOCH: '12' },
    ...{ PYTHONHASHSEED: '0', PERL_HASH_SEED: '0' },
  });
});

describe('a race against the unchanged code', () => {
  const random = randomStream(7);

  test.each([0.01, 0.1, 0.5])('sells hardly any no-op with a noise of %d', (noise) => {
    const scores = Array.from({ length: 2000 }, () => scoreOf(raceOf(random, 1, noise)));
    expect(scores.filter((score) => score > 1).length / scores.length).toBeLessThan(0.02);
  });

  test('finds a real gain in few pairs, and most of it', () => {
    const races = Array.from({ length: 200 }, () => raceOf(random, 0.5, 0.05));
    const scores = races.map(scoreOf);
    expect(scores.filter((score) => score > 1.5).length).toBeGreaterThan(190);
    expect(Math.max(...races.map(({ candidate }) => candidate.length))).toBeLessThan(12);
  });

  test('ends early where it loses, and at six pairs where there is no gain to see', () => {
    expect(raceOf(random, 3, 0.05).candidate.length).toBeLessThanOrEqual(5);
    const even = { candidate: [1, 2, 1, 2, 1, 2], reference: [1, 1, 2, 2, 1, 2] };
    expect(isDecided(even, 'min')).toBe(true);
  });

  test('counts a number that never varies as it is, in either direction', () => {
    const steady = { candidate: Array(6).fill(50), reference: Array(6).fill(100), unchanged: false };
    expect(scoreOf(steady)).toBeCloseTo(2, 9);
    expect(scoreGain(steady, 'max', false)).toMatchObject({ score: expect.closeTo(0.5, 9) });
    const early = { candidate: [50, 50, 50], reference: [100, 100, 100], unchanged: false };
    expect(scoreOf(early)).toBe(1);
  });

  test('scores the unchanged code 1, and fails a loss that was held back', () => {
    expect(scoreGain({ candidate: [3], reference: [3], unchanged: true }, 'min', false)).toMatchObject({ score: 1 });
    const loss = { candidate: Array(6).fill(101), reference: Array(6).fill(100), unchanged: false };
    expect(scoreGain(loss, 'min', true)).toMatchObject({ wrong: expect.stringContaining('worse') });
    expect(scoreOf(loss)).toBeCloseTo(1 / 1.01, 9);
  });

  test('finds smaller gains with less noise and with more pairs', () => {
    expect(leastGain(0.01, 15)).toBeLessThan(leastGain(0.1, 15));
    expect(leastGain(0.1, 30)).toBeLessThan(leastGain(0.1, 15));
    expect(leastGain(0, 15)).toBe(1);
  });
});

function scoreOf(raced: Raced): number {
  const result = scoreGain(raced, 'min', false);
  return 'wrong' in result ? Number.NaN : result.score;
}

describe('what test runners say', () => {
  test.each([
    ['node:test', 'ℹ tests 4\nℹ suites 1\nℹ pass 3\nℹ fail 1\n', 3],
    ['node:test as TAP', '# tests 2\n# pass 2\n', 2],
    ['Vitest', ' Test Files  1 passed (1)\n      Tests  1 failed | 12 passed (13)\n', 12],
    ['Jest', 'Tests:       1 failed, 2 skipped, 41 passed, 44 total\n', 41],
    ['Mocha', '  7 passing (12ms)\n  1 failing\n', 7],
    ['pytest', '==== 1 failed, 9 passed, 2 warnings in 0.12s ====\n', 9],
    ['pytest -q', '9 passed in 0.12s\n', 9],
    ['unittest', 'Ran 5 tests in 0.001s\n\nOK\n', 5],
    ['cargo', 'test result: ok. 3 passed; 0 failed;\n\ntest result: ok. 4 passed; 0 failed;\n', 7],
    ['go', 'ok  \texample.com/a\t0.003s\nok  \texample.com/b\t(cached)\n', 2],
    ['something else', 'all is well\n', undefined],
  ])('%s: how many passed', (_, text, count) => {
    expect(countTests({ stdout: text, stderr: '' })).toBe(count);
    expect(countTests({ stdout: '', stderr: `\u001b[32m${text.replaceAll('\n', '\u001b[0m\n')}` })).toBe(count);
  });

  test.each([
    ['node:test as TAP', 'not ok 2 - adds\n', 'adds'],
    ['node:test', '✖ adds (1.2ms)\n', 'adds'],
    ['Vitest', ' FAIL  a.test.ts > adds\n', 'a.test.ts > adds'],
    ['pytest', 'FAILED tests/test_a.py::test_adds - assert 1 == 2\n', 'tests/test_a.py::test_adds'],
    ['cargo', 'test a::adds ... FAILED\n', 'a::adds'],
    ['go', '--- FAIL: TestAdds (0.00s)\n', 'TestAdds'],
    ['unittest', 'FAIL: test_adds (test_a.A)\n', 'test_adds (test_a.A)'],
  ])('%s: which one failed', (_, text, name) => expect(failedTests({ stdout: text, stderr: '' })).toEqual([name]));

  test('the lines that tell what failed are kept, without paths of this machine, and cut', () => {
    const passed = Array.from({ length: 500 }, (_, index) => `ok ${index} - passes`).join('\n');
    const output = `${passed}\nnot ok 501 - adds\n  error: 'expected 3'\n    at /home/me/project/src/a.js:3\n# duration_ms 7\n`;
    const kept = usefulLines({ stdout: output, stderr: '' }, '/home/me/project');
    expect(kept).toBe("not ok 501 - adds\n  error: 'expected 3'\n    at src/a.js:3");
    expect(usefulLines({ stdout: 'Error: x\n'.repeat(3), stderr: 'y'.repeat(1e6) }, '/').length).toBeLessThanOrEqual(
      2500,
    );
  });
});

const plan: RepositoryPlan = {
  ...{
    name: 'test',
    command: { role: 'test', run: 'npm test' },
    words: ['npm', 'test'],
    rounds: 0,
    wall: false,
    heldBack: false,
  },
  limits: { milliseconds: 1000, megabytes: 1, processes: 1, scratchMegabytes: 1, gpu: false },
  tests: 3,
};

/** A command that ended by itself. */
const ended = (exitCode: number, output: string, cpuMilliseconds = 1): CommandEnd => ({
  report: { exitCode, signal: 0, cpuMilliseconds, wallMilliseconds: 1, megabytes: 1, waits: false },
  ...{ stop: undefined, output: Buffer.from(output), complaint: '', full: false },
});

describe('the end of a command', () => {
  const passes = ended(0, '# pass 3\n');

  test('is a failure unless the exit code is 0, in time, and as many tests passed as with the unchanged code', () => {
    expect(failureOf(passes, plan, '/r')).toBeUndefined();
    expect(failureOf(ended(1, 'not ok 1 - adds'), plan, '/r')).toMatchObject({ reason: 'wrong' });
    expect(failureOf(ended(0, '# pass 2\n'), plan, '/r')?.message).toContain('2 tests passed, and 3');
    expect(failureOf(ended(0, ''), plan, '/r')?.message).toContain('0 tests passed, and 3');
    expect(failureOf(ended(0, '# pass 3\n', 2000), plan, '/r')).toMatchObject({ reason: 'timed-out' });
    expect(failureOf({ ...passes, stop: 'memory', report: undefined }, plan, '/r')).toMatchObject({
      reason: 'out-of-memory',
    });
  });

  test('names a test that fails only sometimes with the unchanged code', () => {
    const fails = ended(1, 'not ok 1 - waits for the clock');
    expect(() => expectSteady([passes, passes], plan, '/r')).not.toThrow();
    expect(() => expectSteady([passes, fails, passes], plan, '/r')).toThrow(
      /npm test fails sometimes .*1 of 3 times.*: waits for the clock/,
    );
    expect(() => expectSteady([fails, fails], plan, '/r')).toThrow(/The unchanged code does not pass/);
    const offline = ended(1, 'Error: getaddrinfo EAI_AGAIN example.com');
    expect(() => expectSteady([offline], plan, '/r')).toThrow(/no network here/);
  });
});
