import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../src/population/git-store.ts';
import { readPage } from '../../src/ui/server/page-files.ts';
import { anAttempt } from '../factory.ts';
import { served } from '../fixtures/served.ts';
import { chromiumPath, openBrowser, openPage } from './browser.ts';

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
    const outcome = { status: 'confirmed', score: 0.875, metrics: { hidden: 3 }, feedback: 'repetitions' } as const;
    await store.append({ attempt: anAttempt({ number: 2, operator: 'audit', parents: [1], outcome }) });
    await store.close();
    await page.getByText('Audit #2: confirmed').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });
});
