import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../src/record/git-store.ts';
import { readPage } from '../../src/ui/server/page-files.ts';
import { aFailure, anAttempt, anAudit } from '../factory.ts';
import { served } from '../fixtures/served.ts';
import { chromiumPath, openBrowser, openPage } from './browser.ts';

/** Counts how often what is read out changes from now on. */
const countChanges = `
  window.changes = 0;
  new MutationObserver((list) => { window.changes += list.length; }).observe(
    document.querySelector('main [role=status]'), { childList: true, characterData: true, subtree: true });
  0`;

describe.skipIf(!chromiumPath)('news on a page that is open', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  test('an audit that confirms the candidate that is looked at', async () => {
    const { path, url } = await served({}, await readPage());
    const { page, context, complaints } = await openPage(browser, url);
    await page.goto(`${new URL(url).origin}/#/0/candidate?number=1`);
    await page.getByText('Program: a.ts').waitFor();
    const store = await openStore(path, {});
    const verdict = { status: 'confirmed', score: 0.875, metrics: { hidden: 3 }, feedback: 'repetitions' } as const;
    await store.append({ attempt: anAudit({ number: 2, candidate: 1, verdict }) }, { champion: 1 });
    await store.close();
    await page.getByText('Audit #2: confirmed').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a machine that joins, and what it did and does', async () => {
    const machines = { all: [{ name: 'box', state: 'there', slots: 8, busy: 3 } as const], waiting: 2, resent: 0 };
    const { path, url } = await served({ machines }, await readPage());
    const { page, context, complaints } = await openPage(browser, url);
    const cells = () => page.getByRole('row', { name: 'box' }).locator('th, td').allTextContents();
    await page.getByText('2 programs wait for a machine.').waitFor();
    expect(await cells()).toEqual(['box', 'there', '8', '3', '0', '0.0 %', '0', '0', '0']);
    const store = await openStore(path, {});
    await store.append({ attempt: anAttempt({ number: 2, outcome: aFailure('wrong', { machine: 'box' }) }) }, {});
    await store.close();
    await expect.poll(cells).toEqual(['box', 'there', '8', '3', '1', '33.3 %', '0', '1', '0']);
    const own = page.getByRole('row', { name: "the run's own" }).locator('th, td');
    expect(await own.allTextContents()).toEqual(["the run's own", '–', '–', '–', '2', '66.7 %', '2', '0', '0']);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a notice that counts on is read out once, another one at once', async () => {
    const { observed, url } = await served({}, await readPage());
    const { page, context, complaints } = await openPage(browser, url);
    const notice = (text: string) => page.locator('.notice', { hasText: text }).first();
    observed.lose('The last 3 calls failed');
    await notice('The last 3 calls').waitFor();
    const readOut = page.locator('main [role=status]');
    await page.evaluate(countChanges);
    for (const calls of [4, 5]) {
      observed.lose(`The last ${calls} calls failed`);
      await notice(`The last ${calls} calls`).waitFor();
    }
    expect(await page.evaluate('changes')).toBe(0);
    observed.lose('The disk is gone');
    await expect.poll(() => readOut.textContent()).toContain('The disk is gone');
    expect(await page.locator('[role=alert]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
