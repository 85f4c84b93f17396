import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { writeLargePopulation } from '../fixtures/large-population.ts';
import { scratch } from '../scratch.ts';
import { chromiumPath } from './browser.ts';
import { withUi } from './with-ui.ts';

/** The table's rows that are rendered, as the texts of their cells. */
const rendered = async (page: Page) => {
  const rows = await page.locator('.rows tbody tr:not([aria-hidden])').all();
  return await Promise.all(rows.map(async (row) => await row.locator('td').allTextContents()));
};

const column = async (page: Page, index: number) => (await rendered(page)).map((cells) => cells[index]);

/** How many attempts the table says it shows. */
const count = async (page: Page) =>
  Number.parseInt((await page.locator('strong[role=status]').textContent()) ?? '', 10);

describe.skipIf(!chromiumPath)('the table of candidates', () => {
  const folder = scratch();
  const open = withUi(folder, ['./some.git'], () => writeLargePopulation(join(folder, 'some.git'), 600));

  async function openTable() {
    const opened = await open();
    await opened.page.getByRole('heading', { level: 1 }).waitFor();
    await opened.page.keyboard.press('2');
    await opened.page.getByRole('heading', { name: 'Candidates' }).waitFor();
    return opened;
  }

  test('sorts by any column, the best first to begin with, and renders what is visible only', async () => {
    const { page, context, complaints } = await openTable();
    await expect.poll(() => count(page)).toBe(601);
    const scores = (await column(page, 2)).map(Number);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores.length).toBeLessThan(100);
    await page.locator('.rows').evaluate((box: { scrollTop: number; scrollHeight: number }) => {
      box.scrollTop = box.scrollHeight;
    });
    await expect.poll(async () => (await column(page, 2)).at(-1)).toBe('–');
    await page.getByRole('button', { name: 'candidate', exact: true }).click();
    await page.locator('.rows').evaluate((box: { scrollTop: number }) => {
      box.scrollTop = 0;
    });
    await expect.poll(async () => (await column(page, 1)).slice(0, 3)).toEqual(['#0', '#1', '#2']);
    await page.getByRole('button', { name: 'candidate ▲' }).click();
    await expect.poll(async () => (await column(page, 1))[0]).toBe('#600');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('filters by outcome, proposer, island and score, and an address shows the same again', async () => {
    const { page, context, complaints } = await openTable();
    await page.getByRole('combobox', { name: 'outcome' }).selectOption('failed: wrong');
    await expect.poll(async () => new Set(await column(page, 4))).toEqual(new Set(['failed: wrong']));
    await page.getByRole('combobox', { name: 'outcome' }).selectOption('kept');
    await expect.poll(async () => (await column(page, 4)).includes('failed: wrong')).toBe(false);
    await page.getByRole('combobox', { name: 'proposer' }).selectOption('blend');
    await page.getByRole('combobox', { name: 'island' }).selectOption('2');
    await expect.poll(async () => new Set(await column(page, 6))).toEqual(new Set(['blend']));
    await expect.poll(async () => new Set(await column(page, 5))).toEqual(new Set(['2']));
    const before = await count(page);
    await page.getByLabel('score from').fill('1.5');
    await page.getByLabel('score from').press('Enter');
    await expect.poll(async () => (await column(page, 2)).every((score) => Number(score) >= 1.5)).toBe(true);
    const shown = await rendered(page);
    expect(shown.length).toBeLessThanOrEqual(before);
    const sent = await page.context().newPage();
    await sent.goto(page.url());
    await expect.poll(() => rendered(sent)).toEqual(shown);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('searches summaries, code and feedback on the server', async () => {
    const { page, context, complaints } = await openTable();
    await page.getByRole('searchbox').fill('Attempt 345:'); // a comment in its code
    await page.getByText('searched 601').waitFor();
    await expect.poll(async () => new Set(await column(page, 1))).toEqual(new Set(['#345']));
    await page.getByRole('combobox', { name: 'in', exact: true }).selectOption('feedback');
    await expect.poll(() => count(page)).toBe(0);
    await page.getByRole('searchbox').fill('circle 7 overlaps');
    await expect.poll(() => count(page)).toBeGreaterThan(0);
    await expect.poll(async () => new Set(await column(page, 4))).toEqual(new Set(['failed: wrong']));
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('shows chosen columns of metrics, and saves what it shows as CSV', async () => {
    const { page, context, complaints } = await openTable();
    await page.locator('summary', { hasText: 'columns' }).click();
    await page.getByLabel('metric smallest_radius').check();
    await page.getByLabel('measure size').check();
    await expect.poll(async () => (await rendered(page))[1]?.at(-2)).toBe('0.05');
    await page.getByRole('button', { name: 'size', exact: true }).click();
    const sizes = async () => (await column(page, 10)).map(Number);
    await expect.poll(async () => ((await sizes())[0] ?? 0) > 0).toBe(true);
    expect(await sizes()).toEqual((await sizes()).toSorted((a, b) => a - b));
    await page.getByRole('combobox', { name: 'outcome' }).selectOption('kept');
    const shown = await count(page);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV' }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe('some.csv');
    const lines = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    expect(lines[0]).toBe('candidate,score,change,outcome,island,proposer,model,summary,smallest_radius,size');
    expect(lines).toHaveLength(shown + 1);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('compares pinned candidates: figures, and the change of each against the first', async () => {
    const { page, context, complaints } = await openTable();
    await page.getByRole('button', { name: 'candidate', exact: true }).click();
    await expect.poll(async () => (await column(page, 1))[0]).toBe('#0');
    await page.getByRole('combobox', { name: 'outcome' }).selectOption('with a score');
    const numbers = (await column(page, 1)).slice(1, 4) as string[];
    for (const number of numbers) await page.getByLabel(`Pin ${number}`, { exact: true }).check();
    await page.getByRole('link', { name: 'compare 3 candidates' }).click();
    await page.getByRole('rowheader', { name: 'smallest_radius' }).waitFor();
    expect(await page.getByRole('columnheader', { name: /^#/ }).allTextContents()).toEqual(
      expect.arrayContaining(numbers),
    );
    await page.getByText(`Change from ${numbers[0]} to ${numbers[2]}`).click();
    await expect.poll(() => page.locator('.diff').count()).toBe(2);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
