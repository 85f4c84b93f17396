import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/record/git-store.ts';
import { anAttempt, aScore } from '../factory.ts';
import { writeLargePopulation } from '../fixtures/large-population.ts';
import { scratch } from '../scratch.ts';
import { firefoxPath, openFirefox, paintedGraph } from './browser.ts';
import { withUi } from './with-ui.ts';

if (!firefoxPath)
  console.warn(
    'NOT TESTED: the page in Firefox, as there is none here. Install one (Debian: apt install firefox-esr), or name it in FIREFOX.',
  );

describe.skipIf(!firefoxPath)('the page in Firefox', () => {
  const folder = scratch();
  const path = join(folder, 'some.git');
  const open = withUi(folder, ['./some.git'], () => writeLargePopulation(path, 400), openFirefox);

  test('shows curve, table, lineage, archives of the past and a change, and news as they come', async () => {
    const { page, context, complaints } = await open();
    await page.locator('.chart .curve').first().waitFor();
    expect(page.url()).not.toContain('token');

    await page.keyboard.press('2');
    await page.getByRole('heading', { name: 'Candidates' }).waitFor();
    const count = page.locator('main strong[role=status]');
    await expect.poll(() => count.textContent()).toMatch(/^401 /);
    const numbers = () => page.locator('.rows tbody tr:not([aria-hidden]) td:nth-child(2)').allTextContents();
    await page.getByRole('button', { name: 'candidate', exact: true }).click();
    await expect.poll(async () => (await numbers()).slice(0, 3)).toEqual(['#0', '#1', '#2']);
    await page.getByRole('combobox', { name: 'outcome' }).selectOption('failed: wrong');
    await expect.poll(async () => (await numbers()).includes('#0')).toBe(false);
    await page.getByRole('searchbox').fill('circle 7 overlaps');
    await page.getByRole('combobox', { name: 'in', exact: true }).selectOption('feedback');
    await page.getByText('searched 401').waitFor();
    const found = (await numbers()).map((number) => Number(number.slice(1)));
    expect(found).not.toEqual([]);
    expect(found.filter((number) => number % 26 !== 7)).toEqual([]);

    await page.getByRole('link', { name: 'lineage' }).click();
    await paintedGraph(page);
    await page.getByRole('link', { name: 'archive', exact: true }).click();
    const cells = page.locator('.cell');
    await cells.first().waitFor();
    const now = await cells.count();
    await page.getByRole('slider').fill('2');
    await expect.poll(() => cells.count()).toBeLessThan(now);

    await page.getByRole('link', { name: 'run', exact: true }).click();
    await page.getByRole('link', { name: 'its program' }).click();
    await page.locator('.diff .added').first().waitFor();
    await page.locator('.diff .removed').first().waitFor();

    await page.getByRole('link', { name: 'run', exact: true }).click();
    const store = await openStore(path, {});
    await store.append({ attempt: anAttempt({ number: 401, outcome: aScore(9) }) }, {});
    await store.close();
    await expect.poll(() => page.locator('.figures dd strong').first().textContent()).toBe('9');
    expect(complaints).toEqual([]);
    await context.close();
  });
});
