import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { writeLargePopulation } from '../fixtures/large-population.ts';
import { scratch } from '../scratch.ts';
import { chromiumPath } from './browser.ts';
import { withUi } from './with-ui.ts';

/** Saves what a button names, and returns it. */
async function saved(page: Page, name: string): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name }).first().click();
  return readFileSync(await (await download).path(), 'utf8');
}

describe.skipIf(!chromiumPath)('the past of a run', () => {
  const folder = scratch();
  const open = withUi(folder, ['./some.git'], () => writeLargePopulation(join(folder, 'some.git'), 400));

  test('a slider shows the archives as they were, and an address the same again', async () => {
    const { page, context, complaints } = await open();
    await page.getByRole('link', { name: 'archive' }).click();
    const cells = page.locator('.cell');
    await cells.first().waitFor();
    const now = await cells.count();
    const slider = page.getByRole('slider');
    await slider.fill('2');
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/^\d+ attempts$/);
    await expect.poll(() => cells.count()).toBeLessThan(now);
    const then = await cells.count();
    const sent = await context.newPage();
    await sent.goto(page.url());
    await expect.poll(() => sent.locator('.cell').count()).toBe(then);
    await slider.press('End');
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('all attempts');
    await expect.poll(() => cells.count()).toBe(now);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('pictures are saved as SVG that stands by itself', async () => {
    const { page, context, complaints } = await open();
    await page.locator('.chart .curve').first().waitFor();
    const chart = await saved(page, 'over-attempts as SVG');
    const island = await saved(page, 'score-of-island-2 as SVG');
    const outcomes = await saved(page, 'outcomes as SVG');
    await page.getByRole('link', { name: 'archive' }).click();
    const map = await saved(page, 'island-0 as SVG');
    await page.keyboard.press('3');
    await page.locator('canvas[data-nodes]').waitFor();
    const lineage = await saved(page, 'lineage as SVG');
    const blank = await context.newPage(); // without the policy of the page, which parses nothing
    for (const svg of [chart, island, outcomes, map, lineage]) {
      const [wrong, shapes] = await blank.evaluate<[number, number]>(
        `((text) => { const read = new DOMParser().parseFromString(text, 'image/svg+xml'); return [read.querySelectorAll('parsererror, [href], [class], [onclick], script').length, read.querySelectorAll('path, rect, circle, line').length]; })(${JSON.stringify(svg)})`,
      );
      expect(wrong).toBe(0);
      expect(shapes).toBeGreaterThan(1);
    }
    await blank.close();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('tables are saved as CSV, with numbers as they are', async () => {
    const { page, context, complaints } = await open();
    const shown = page.getByRole('region', { name: 'Proposers' }).getByRole('row');
    await shown.first().waitFor();
    const rows = (await saved(page, 'proposers as CSV'))
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(rows[0]).toEqual([
      ...['proposer', 'model', 'tries', 'children', 'kept', 'kept / tries'],
      ...['score changed by', 'time (s)', 'time per kept (s)', 'tokens'],
    ]);
    expect(rows).toHaveLength(await shown.count());
    const tries = rows.slice(1).map((row) => Number(row[2]));
    expect(tries.reduce((sum, value) => sum + value, 0)).toBe(400);
    for (const row of rows.slice(1)) expect(Number(row[5])).toBeCloseTo(Number(row[4]) / Number(row[2]));
    expect((await saved(page, 'reasons as CSV')).split('\r\n')[1]).toMatch(/^failed: wrong,\d+,circle \d+ overlaps$/);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
