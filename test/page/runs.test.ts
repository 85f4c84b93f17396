import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readProgram } from '../../src/language/program.ts';
import { createStore } from '../../src/record/create-store.ts';
import { anInitial, someFacts } from '../factory.ts';
import { writeLargePopulation } from '../fixtures/large-population.ts';
import { scratch } from '../scratch.ts';
import { chromiumPath } from './browser.ts';
import { withUi } from './with-ui.ts';

const folder = scratch();
const population = (name: string) => join(folder, 'populations', `${name}.git`);

/** Writes a run of another problem, with its initial program only. */
async function writeOther(path: string): Promise<void> {
  const store = await createStore(
    path,
    someFacts({ problem: { name: 'other', source: 'other', fingerprint: 'f' } }),
    {},
  );
  await store.append({ attempt: anInitial(), program: readProgram({ 'main.ts': '1' }) }, { champion: 0 });
  await store.close();
}

describe.skipIf(!chromiumPath)('germline ui without a population', () => {
  const open = withUi(folder, [], async () => {
    mkdirSync(population('broken'), { recursive: true });
    await writeLargePopulation(population('first'), 60);
    await writeLargePopulation(population('second'), 90);
    await writeOther(population('third'));
  });

  test('lists all runs; a click opens one, and a link leads back', async () => {
    const { page, context, complaints } = await open();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    const row = (name: string) => page.getByRole('row', { name });
    await expect.poll(() => row('second').textContent()).toMatch(/circle-packing-26.*90.*finished/);
    await expect.poll(() => row('broken').textContent()).toContain('is not a population');
    await page.getByRole('link', { name: 'second' }).click();
    await page.getByRole('heading', { name: 'circle-packing-26' }).waitFor();
    await page.getByRole('link', { name: 'all runs' }).click();
    await writeLargePopulation(population('fourth'), 30);
    await page.getByRole('link', { name: 'fourth' }).click();
    await page.getByRole('heading', { name: 'circle-packing-26' }).waitFor();
    await page.getByLabel('Run', { exact: true }).selectOption('first');
    await page.getByLabel('Run', { exact: true }).press('Tab'); // a digit in a list chooses from it
    await page.keyboard.press('2');
    await page.getByText('61 attempts').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('many runs are looked at one after another, and each stays readable', async () => {
    const { page, context, complaints } = await open();
    await page.getByRole('link', { name: 'first' }).click();
    const choice = page.getByLabel('Run', { exact: true });
    for (const [name, attempts] of [...Array(4)].flatMap(
      () =>
        [
          ['second', 91],
          ['first', 61],
        ] as const,
    )) {
      await choice.selectOption(name);
      await choice.press('Tab');
      await page.keyboard.press('2');
      await page.getByText(`${attempts} attempts`).waitFor();
    }
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('runs of two problems are not put on one axis', async () => {
    const { page, context, complaints } = await open();
    await page.getByRole('link', { name: 'first' }).click();
    await page.getByRole('link', { name: 'compare' }).click();
    await page.getByLabel('with').selectOption('third');
    await page.getByText('their scores cannot be compared').waitFor();
    expect(await page.locator('.curve').count()).toBe(0);
    await page.getByLabel('with').selectOption('second');
    await expect.poll(() => page.locator('.curve').count()).toBe(4);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('an address that leads nowhere says so', async () => {
    const { page, context, complaints } = await open();
    await page.getByRole('link', { name: 'first' }).click();
    await page.getByRole('heading', { name: 'circle-packing-26' }).waitFor();
    const run = page.url().replace(/.*#|run$/g, '');
    for (const [hash, text] of [
      ['#/77/run', 'no run 77'],
      [`#${run}nonsense`, 'no such page'],
      [`#${run}candidate?number=4711`, 'There is no attempt 4711.'],
      [`#${run}lineage?of=4711`, 'There is no attempt 4711.'],
      [`#${run}compare?pins=0+4711`, 'There is no attempt 4711.'],
    ]) {
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await page.getByText(text!).first().waitFor();
    }
    await page.evaluate("location.hash = '#/nothing'");
    await page.getByRole('link', { name: 'Go to all runs.' }).click();
    await page.getByRole('link', { name: 'broken' }).click();
    await page.getByText('is not a population').first().waitFor();
    expect(complaints.filter((text) => !text.includes('status of 404'))).toEqual([]);
    await context.close();
  });
});
