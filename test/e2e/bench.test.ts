import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { germline, start, until } from './germline.ts';
import { newFolder } from './new-folder.ts';

test('a bench of two arms and two seeds that is killed goes on where it was, to the same results', async () => {
  const folder = newFolder();
  const arms = ['--arms', 'full,hill-climbing', '--deterministic', '--reach=-60,-1'];
  const args = ['bench', './near-hundred', '--evaluations', '80', '--seeds', '2', ...arms, '--keep'];
  const whole = await germline(folder, ...args, 'whole', '--json');
  expect(whole.code).toBe(0);
  const found = JSON.parse(whole.out);
  expect(found).toMatchObject({ complete: true, seeds: [1, 2], initial: -90.25 });
  expect(found.arms).toMatchObject([
    { label: 'full', runs: 2, spent: { evaluations: { median: 80 } }, reached: [{ score: -60 }, { score: -1 }] },
    { label: 'hill-climbing', runs: 2, against: { verdict: 'within chance' } },
  ]);

  const killed = start(folder, ...args, 'cut', '--json');
  await until(() => existsSync(join(folder, 'cut/hill-climbing-1.git/refs/heads/champion')));
  killed.child.kill('SIGKILL');
  await killed.finished;
  const rest = await germline(folder, ...args, 'cut', '--json');
  expect(JSON.parse(rest.out)).toEqual(found);

  const table = await germline(folder, ...args, 'cut');
  expect(table.out).toContain('no difference to full beyond chance: hill-climbing');
  expect(table.out).toMatch(/to reach -60 +runs +evaluations/);
});

test('Ctrl-C ends a bench in order, and without --keep nothing is left', async () => {
  const folder = newFolder();
  const bench = start(folder, 'bench', './near-hundred', '--for', '10m', '--seeds', '2');
  await until(() => bench.printed().includes('runs of 10m each'));
  await new Promise((resolve) => setTimeout(resolve, 500));
  bench.child.kill('SIGINT');
  const { code, err } = await bench.finished;
  expect([code, err]).toEqual([0, expect.stringContaining('Not all runs are complete')]);
  expect(readdirSync(folder)).toEqual(['near-hundred']);
});

test('wrong use is told before anything is run', async () => {
  const folder = newFolder();
  const wrong = async (...args: string[]) => await germline(folder, 'bench', './near-hundred', ...args);
  expect(await wrong()).toMatchObject({ code: 2, err: expect.stringContaining('Limit each run with one of') });
  const unknown = await wrong('--attempts', '5', '--without', 'bland');
  expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('There is no proposer bland') });
});
