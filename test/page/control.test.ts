import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOf, germline, type Running, start } from '../e2e/germline.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';
import { findings } from './axe.ts';
import { chromiumPath, openBrowser, openPage } from './browser.ts';

/** A score that no change of a number raises, so that the initial program keeps its place. */
const onlyByHand = `([values]) => {
  const sum = values.reduce((total, value) => total + value, 0);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  return sum === 9.75 || sum === 92.75 ? { score: sum, metrics: { sum } } : { wrong: 'another sum' };
}`;

describe.skipIf(!chromiumPath)('a page with the token of control', () => {
  const folder = scratch();
  let running: Running;
  let url: string;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    const problem = writeProblem(folder, { score: onlyByHand });
    const args = ['--population', 'p', '--workers', '1', '--attempts', '1000000', '--proposers', 'tune-one'];
    running = start(folder, 'run', problem, ...args, '--control');
    browser = await openBrowser();
    url = await addressOf(running, 120_000);
  });
  afterAll(async () => {
    running.child.kill('SIGKILL');
    await browser.close();
  });

  const said = (page: Page, text: RegExp) =>
    page.locator('.control [role=status], .add [role=status]', { hasText: text });
  const json = async (...args: string[]) => JSON.parse((await germline(folder, ...args, '--json')).out);

  test('changes the run, says what became of it, and without the token there is nothing to press', async () => {
    const without = await openPage(browser, url.replace(/#.*/, ''));
    await without.page.getByRole('heading', { name: 'Best score' }).waitFor();
    expect(await without.page.locator('.control').count()).toBe(0);
    await without.context.close();

    const { page, context, complaints } = await openPage(browser, url);
    await page.locator('.control').waitFor();
    expect(page.url()).not.toContain('control');
    expect(await findings(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'hint to models and agents' }).fill('think of <i>hexagons</i>');
    await page.getByRole('button', { name: 'Give hint' }).click();
    await said(page, /^Hint #\d+: every prompt shows it/).waitFor();
    await page.getByRole('spinbutton', { name: 'search for another' }).fill('10');
    await page.getByRole('button', { name: 'Extend' }).click();
    await page.locator('[role=alert]', { hasText: 'The time of this search is not limited' }).waitFor();
    await page.getByRole('combobox', { name: 'Unit' }).selectOption('attempts');
    await page.getByRole('button', { name: 'Extend' }).click();
    await said(page, /It now ends at 1000010 attempts/).waitFor();
    expect(await findings(page)).toEqual([]);

    await page.evaluate("location.hash = '#/0/candidate?number=0'");
    await page.getByRole('button', { name: '★ star' }).click();
    await page.locator('.note', { hasText: '★ page' }).waitFor();
    await page.getByRole('textbox', { name: 'note' }).fill('where it 1 began');
    await page.getByRole('button', { name: 'Save note' }).click();
    await page.locator('.note', { hasText: '★ where it 1 began page' }).waitFor();
    await page.getByRole('button', { name: 'Audit' }).click();
    await said(page, /^confirmed: /).waitFor();
    await page.getByText('Add a changed program').click();
    const program = page.locator('.program');
    await program.fill((await program.inputValue()).replace('[a, 2.5 * a, 3 + a]', '[a, 2.5 * a, 87.5]'));
    await page.getByRole('textbox', { name: 'what was changed' }).fill('by hand');
    await page.getByRole('button', { name: 'Add to the run' }).click();
    await said(page, /^score 92.75, the new best/).waitFor();
    expect(await findings(page)).toEqual([]);

    await page.evaluate("location.hash = '#/0/run'");
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Keep searching' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    expect(await findings(page)).toEqual([]);
    expect(complaints).toEqual([expect.stringContaining('400')]); // what a browser says of the refused extension
    await page.getByRole('button', { name: 'Yes, end it' }).click();
    expect((await running.finished).code).toBe(0);
    await context.close();

    const attempts: { kind: string; by?: string }[] = await json('log', 'p', '-n', '99999999');
    const byPage = attempts.filter((one) => one.by === 'page').map(({ kind }) => kind);
    expect(byPage.toReversed()).toEqual(['reflection', 'order', 'audit', 'order']);
    expect(await json('note', 'p')).toMatchObject([{ attempt: 0, star: true, text: 'where it 1 began', by: 'page' }]);
  });
});
