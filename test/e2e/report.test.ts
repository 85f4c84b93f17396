import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readJsonLines } from '../fixtures/json-lines.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';
import { type Finished, germline } from './germline.ts';

/** A score, and a picture that tries what a picture must not. */
const scoreAndPicture = `([values]) => {
  if (!Array.isArray(values) || !values.every(Number.isFinite)) return { wrong: 'values() must return finite numbers' };
  const sum = values.reduce((total, value) => total + value, 0);
  return { score: -Math.abs(100 - sum), metrics: { sum } };
},
picture: ([values]) => '<svg viewBox="0 0 9 9"><script>alert(1)</script>' +
  values.map((value) => '<circle r="' + Math.abs(value) + '" onclick="x()"/>').join('') + '</svg>'`;

const folder = scratch();
let run: Finished;

beforeAll(async () => {
  writeProblem(folder, { score: scoreAndPicture });
  writeFileSync(
    join(folder, 'tell me.mjs'),
    "import { appendFileSync } from 'node:fs';\nfor await (const part of process.stdin) appendFileSync('told.jsonl', part);\n",
  );
  const limits = ['--attempts', '150', '--seed', '3', '--json', '--deterministic'];
  const heard = ['--events', 'events.jsonl', '--on-champion', `'${process.execPath}' 'tell me.mjs'`];
  run = await germline(folder, 'run', './near-hundred', ...limits, ...heard);
});

const lines = (name: string) => readJsonLines(join(folder, name));

test('the report tells the facts of the record, and they add up', async () => {
  expect(run.code, run.err).toBe(0);
  const said = await germline(folder, 'report', 'near-hundred-1', '--json');
  expect(said.code, said.err).toBe(0);
  const { paths, facts } = JSON.parse(said.out);
  const best = JSON.parse((await germline(folder, 'best', 'near-hundred-1', '--json')).out);
  expect(facts.winner).toMatchObject({ attempt: best.attempt, score: best.score, commit: best.commit });
  expect(facts.winner.audit.verdict.status).toBe('confirmed');
  const log = JSON.parse((await germline(folder, 'log', 'near-hundred-1', '-n', '9999', '--json')).out);
  expect(facts.recorded).toBe(log.length);
  const { scored, refused, failed } = facts.outcomes;
  expect(scored + refused + failed).toBe(facts.attempts);
  expect(facts.attempts + facts.audits.confirmed + facts.audits.refuted + 1).toBe(facts.recorded);
  const sum = (key: string) =>
    facts.proposers.reduce((total: number, one: Record<string, number>) => total + one[key]!, 0);
  expect(sum('tries')).toBe(facts.attempts);
  expect(sum('children')).toBe(facts.attempts - refused);
  expect(sum('placed')).toBe(facts.outcomes.kept);
  expect(sum('gain')).toBeCloseTo(facts.winner.gain, 9);
  expect(facts.attribution.gain).toBeCloseTo(facts.winner.gain, 9);

  const page = readFileSync(join(folder, paths[0]), 'utf8');
  expect(page).toContain(`attempt ${best.attempt}`);
  expect(page).not.toMatch(/script|onclick=/);
  expect(page.match(/<circle r="/g)?.length).toBeGreaterThan(3);
  expect(readFileSync(join(folder, paths[1]), 'utf8')).toContain('![The winner](winner.svg)');
});

test('the patch in the report makes the winner of the initial program', async () => {
  expect((await germline(folder, 'report', 'near-hundred-1', '--to', 'morning')).code).toBe(0);
  const own = join(folder, 'own');
  mkdirSync(own);
  writeFileSync(join(own, 'initial.ts'), readFileSync(join(folder, 'near-hundred', 'initial.ts')));
  execFileSync('git', ['apply', join(folder, 'morning', 'winner.patch')], { cwd: own });
  const best = JSON.parse((await germline(folder, 'best', 'near-hundred-1', '--json')).out);
  expect(readFileSync(join(own, 'initial.ts'), 'utf8')).toBe(best.files['initial.ts']);
});

test('attribution in the terminal and as JSON', async () => {
  const found = JSON.parse((await germline(folder, 'lineage', 'near-hundred-1', '--attribution', '--json')).out);
  const lineage = JSON.parse((await germline(folder, 'lineage', 'near-hundred-1', '--json')).out);
  expect(found.changes.map(({ attempt }: { attempt: number }) => attempt)).toEqual(
    lineage.slice(1).map(({ attempt }: { attempt: number }) => attempt),
  );
  expect(found.gain).toBe(lineage.at(-1).score - lineage[0].score);
  expect((await germline(folder, 'lineage', 'near-hundred-1', '--attribution')).out).toMatch(
    /by proposer[\s\S]*by change/,
  );
  expect((await germline(folder, 'lineage', 'near-hundred-1', '--attribution', '--all')).code).toBe(2);
});

test('every attempt was an event, and the command heard of the last champion and of the end', async () => {
  const result = JSON.parse(run.out);
  const events = lines('events.jsonl');
  expect(events[0]).toMatchObject({ event: 'began', problem: 'near-hundred', attempts: 0, champion: { attempt: 0 } });
  expect(events.filter(({ event }) => event === 'attempt')).toHaveLength(result.attempts);
  expect(events.at(-1)).toMatchObject({ event: 'ended', ...result });
  const told = lines('told.jsonl');
  expect(told.at(-2)).toMatchObject({ event: 'champion', attempt: result.best.attempt, score: result.best.score });
  expect(told.at(-1)).toMatchObject({ event: 'ended', best: result.best });
});

test('a run that the machine ends tells its listeners why', async () => {
  const away = scratch();
  writeProblem(away);
  const absent = ['--proposers', 'none', '--model', 'provider=exec,name=./not-there'];
  const command = ['--on-champion', `'${process.execPath}' '${join(folder, 'tell me.mjs')}'`];
  const ended = await germline(away, 'run', './near-hundred', ...absent, '--events', 'events.jsonl', ...command);
  expect(ended.code).toBe(1);
  const last = (file: string) => JSON.parse(readFileSync(join(away, file), 'utf8').trim().split('\n').at(-1)!);
  const failed = { event: 'failed', message: expect.stringMatching(/No model can be asked: .*not-there/) };
  expect(last('events.jsonl')).toMatchObject(failed);
  expect(last('told.jsonl')).toMatchObject(failed);
});

test('where the problem has changed, the report says so and leaves out what it cannot know', async () => {
  writeProblem(folder, { score: scoreAndPicture, fields: "knownBest: { score: 0, source: 'arithmetic' }," });
  const said = await germline(folder, 'report', 'near-hundred-1', '--to', 'later', '--json');
  expect(said.code, said.err).toBe(0);
  const { facts } = JSON.parse(said.out);
  expect(facts).not.toHaveProperty('archive');
  expect(facts.winner.gain).toBeGreaterThan(0);
  expect(readFileSync(join(folder, 'later', 'report.html'), 'utf8')).toContain('has changed since');
});
