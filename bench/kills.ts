/**
 * Kills a search at random moments and looks what it has lost: node bench/kills.ts [count] [folder]
 * With a folder, the kills and their runs are kept there, and the same command goes on where it was stopped.
 */
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Aftermath, killOnce, victims } from '../test/fixtures/kills.ts';
import { writeProblem } from '../test/fixtures/problem.ts';

/** Kills of one run: a longer record takes git longer to check. */
const perRun = 50;
/** Longest time from the first acknowledged attempt to the kill, in milliseconds. */
const longest = 1500;

const count = Number(process.argv[2] ?? 1000);
const folder = process.argv[3] ? resolve(process.argv[3]) : mkdtempSync(join(tmpdir(), 'germline-kills-'));
mkdirSync(folder, { recursive: true });
const problem = writeProblem(folder);
const log = join(folder, 'kills.jsonl');
const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
const done: Aftermath[] = lines.map((line) => JSON.parse(line));

while (done.length < count) {
  const number = done.length;
  const first = number - (number % perRun);
  const run = {
    problem,
    path: join(folder, `run-${first}.git`),
    before: done.slice(first).flatMap((one) => one.acknowledged),
  };
  const one = await killOnce(run, victims[number % victims.length]!, Math.random() * longest);
  done.push(one);
  appendFileSync(log, `${JSON.stringify(one)}\n`);
  if (one.lost.length > 0 || one.faults || one.orphans > 0) console.log(`kill ${number} of ${one.victim}:`, one);
  if (done.length % 10 === 0) console.log(describe(done));
}
console.log(`${describe(done)}\nkept in ${folder}`);
process.exitCode = done.some(({ lost, faults, orphans }) => lost.length > 0 || faults || orphans > 0) ? 1 : 0;

function describe(kills: readonly Aftermath[]): string {
  const hits = victims.map((victim) => `${victim} ${kills.filter((one) => one.hit && one.victim === victim).length}`);
  const sum = (of: (one: Aftermath) => number) => kills.reduce((total, one) => total + of(one), 0);
  return (
    `${kills.length} kills (${hits.join(', ')}): ${sum((one) => one.acknowledged.length)} attempts acknowledged, ` +
    `${sum((one) => one.lost.length)} lost, ${sum((one) => (one.faults ? 1 : 0))} with faults of git fsck, ` +
    `${sum((one) => one.orphans)} processes left`
  );
}
