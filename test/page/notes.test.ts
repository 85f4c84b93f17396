import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { germline } from '../e2e/germline.ts';
import { writeLargePopulation } from '../fixtures/large-population.ts';
import { scratch } from '../scratch.ts';
import { findings } from './axe.ts';
import { chromiumPath } from './browser.ts';
import { withUi } from './with-ui.ts';

describe.skipIf(!chromiumPath)('notes of the terminal on the page', () => {
  const folder = scratch();
  const open = withUi(folder, ['p'], () => writeLargePopulation(join(folder, 'populations/p.git'), 200));
  const note = async (...args: string[]) =>
    expect((await germline(folder, 'note', 'p', ...args, '--by', 'ann')).code).toBe(0);

  test('appear on an open page, choose rows of the table, and are text', async () => {
    const { page, context, complaints } = await open();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('2');
    await page.getByRole('heading', { name: 'Candidates' }).waitFor();
    expect(await page.getByRole('combobox', { name: 'note' }).count()).toBe(0);
    await note('3', 'a <img src=x onerror=alert(1)> start');
    await note('5', '--star');
    await page.getByRole('combobox', { name: 'note' }).selectOption('with a note or a star');
    const cells = () => page.locator('.rows td.text-note').allTextContents();
    await expect.poll(async () => (await cells()).sort()).toEqual(['a <img src=x onerror=alert(1)> start', '★']);
    await page.getByRole('combobox', { name: 'note' }).selectOption('starred');
    await expect.poll(cells).toEqual(['★']);
    expect(await findings(page)).toEqual([]);
    await page.evaluate("location.hash = '#/0/candidate?number=3'");
    await page.locator('.note', { hasText: 'a <img src=x onerror=alert(1)> start ann' }).waitFor();
    expect(await findings(page)).toEqual([]);
    await note('3', '--remove');
    await expect.poll(() => page.locator('.note').count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
