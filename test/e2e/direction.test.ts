import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';
import { germline } from './germline.ts';

/** A search for less, through the command line: numbers whose sum is near 100, and how far it is off. */

const folder = scratch();
const name = 'miss-1';
const initial = 90.25;
let result: { readonly best: { readonly attempt: number; readonly score: number; readonly audited: boolean } };

const json = async (...args: string[]) => JSON.parse((await germline(folder, ...args, '--json')).out);
const git = (...args: string[]) =>
  execFileSync('git', ['-C', join(folder, `populations/${name}.git`), ...args], { encoding: 'utf8' });

beforeAll(async () => {
  const score = `([values]) => {
    const sum = values.reduce((total, value) => total + value, 0);
    return { score: Math.abs(100 - sum), metrics: { sum } };
  }`;
  const fields = "direction: 'min', knownBest: { score: 10, source: 'a guess' },";
  writeProblem(folder, { name: 'miss', score, fields });
  const run = await germline(folder, 'run', './miss', '--attempts', '150', '--seed', '3', '--deterministic', '--json');
  expect(run.code).toBe(0);
  result = JSON.parse(run.out);
});

test('it improves downwards, and the result says so', async () => {
  expect(result).toMatchObject({ direction: 'min', ending: 'attempts', initial, knownBest: 10 });
  expect(result.best.score).toBeLessThan(45);
  expect(result.best.score).toBeGreaterThanOrEqual(0);
  expect(result.best.audited).toBe(true);
  expect(await json('best', name)).toMatchObject({ score: result.best.score, initial, attempt: result.best.attempt });
});

test('the list of runs shows the change as it is', async () => {
  const [run] = await json('runs');
  expect(run).toMatchObject({ name, direction: 'min', initial, best: { score: result.best.score } });
  expect((await germline(folder, 'runs')).out).toMatch(/^miss-1 +miss +\S+ +-\d/m);
});

test('every step of the record has its score as it is, and a change with the sign of the change', () => {
  const log = git('log', '--format=%s%x00%(trailers:key=Score,valueonly)%x00', 'champion').split('\0');
  const subjects = log.filter((_, index) => index % 2 === 0).map((text) => text.trim());
  expect(subjects.find((text) => text.endsWith('initial program'))).toBe(`${initial} initial program`);
  const first = subjects[0]!;
  const [, shown, change] = /^(\S+) \(([+-]\S+)\) /.exec(first)!;
  expect(Number(shown)).toBeCloseTo(result.best.score, 6);
  expect(Number(change)).toBeLessThanOrEqual(0);
  expect(Number(log[1])).toBe(result.best.score);
  const steps = git('log', '--first-parent', '--format=%(trailers:key=Score,valueonly)', 'champion').match(/\S+/g)!;
  expect(steps.map(Number).at(-1)).toBe(initial);
  for (const score of steps) expect(Number(score)).toBeGreaterThanOrEqual(0);
});

test('log, lineage, attribution and show tell scores as they are', async () => {
  const lineage = await germline(folder, 'lineage', name);
  expect(lineage.out).toContain(`from ${initial} to ${Number(result.best.score.toPrecision(9))} (-`);
  const { gain, from, to, changes } = await json('lineage', name, '--attribution');
  expect({ from, to }).toEqual({ from: initial, to: result.best.score });
  expect(gain).toBeCloseTo(initial - result.best.score, 9);
  expect(changes.reduce((sum: number, change: { readonly share: number }) => sum + change.share, 0)).toBeCloseTo(1, 9);
  const attribution = await germline(folder, 'lineage', name, '--attribution');
  expect(attribution.out).toMatch(/^from 90\.25 to \S+ \(-\S+\) in \d+ changes$/m);
  expect(attribution.out).toMatch(/^ +\d+\.\d % +-\d/m);
  const log = await json('log', name, '-n', '1000');
  const scores = log.flatMap(({ outcome }: { outcome?: { score?: number } }) => outcome?.score ?? []);
  expect(Math.min(...scores)).toBe(result.best.score);
  expect((await germline(folder, 'show', name)).out).toContain(`${Number(result.best.score.toPrecision(9))}`);
});

test('the report says that lower is better, by how much, and that the best known is passed', async () => {
  const { out, code } = await germline(folder, 'report', name);
  expect(code).toBe(0);
  expect(out).toMatch(/improved from 90\.25 to \S+ \(-\S+, \d+\.\d %; lower is better\)/);
  const page = readFileSync(join(folder, `${name}-report/report.html`), 'utf8');
  const beyond = result.best.score < 10 ? 'below the best known: check it independently' : 'The best known is 10';
  expect(page).toContain(beyond);
  expect(readFileSync(join(folder, `${name}-report/report.md`), 'utf8')).toMatch(/\| change \| \\?-\d/);
});

test('a replay makes the same commits, and an audit confirms the score', async () => {
  expect((await germline(folder, 'replay', name)).code).toBe(0);
  const audits = await json('audit', name, '--no-record');
  expect(audits).toMatchObject([{ candidate: result.best.attempt, audited: { status: 'confirmed' } }]);
});

test('resumed, it ends at a target that is reached from above, and never gets worse', async () => {
  const far = await json('run', './miss', '--population', 'far', '--seed', '3', '--deterministic', '--target', '80');
  expect(far).toMatchObject({ ending: 'target' });
  expect(far.best.score).toBeLessThanOrEqual(80);
  expect(far.attempts).toBeLessThan(150);
  const near = await json('resume', 'far', '--target', '60', '--attempts', '400');
  expect(near.best.score).toBeLessThanOrEqual(far.best.score);
  expect(near).toMatchObject({ initial, ending: near.best.score <= 60 ? 'target' : 'attempts' });
  expect((await germline(folder, 'replay', 'far')).code).toBe(0);
});

test('a front has its scores in the direction of the problem', async () => {
  const fields = (direction: string) => `direction: 'min', objectives: [
    { name: 'score', direction: '${direction}' }, { name: 'count', direction: 'min' }],`;
  const score = `([values]) => ({
    score: Math.abs(100 - values.reduce((total, value) => total + value, 0)), metrics: { count: values.length } })`;
  writeProblem(folder, { name: 'front', score, fields: fields('min') });
  const args = ['--attempts', '80', '--seed', '3', '--deterministic', '--population', 'front'];
  expect((await germline(folder, 'run', './front', ...args)).code).toBe(0);
  const best = await json('best', 'front');
  const scores: number[] = best.front.map(({ values }: { values: { score: number } }) => values.score);
  expect(scores).toEqual([...scores].sort((a, b) => a - b));
  expect(scores[0]).toBe(best.score);
  writeProblem(folder, { name: 'contrary', score, fields: fields('max') });
  const refused = await germline(folder, 'eval', './contrary');
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('the score in the direction of the problem') });
});
