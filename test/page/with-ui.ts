import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { addressOf, type Running, start } from '../e2e/germline.ts';
import { openBrowser, openPage } from './browser.ts';

type Options = Parameters<typeof openPage>[2];

/**
 * Runs "germline ui" of populations in a folder during the tests of a block, once these are written. Returns what opens its
 * page in a browser.
 */
export function withUi(
  folder: string,
  populations: readonly string[],
  write: () => Promise<void>,
  launch: () => Promise<Browser> = openBrowser,
) {
  let browser: Browser;
  let ui: Running;
  let url: string;
  beforeAll(async () => {
    await write();
    ui = start(folder, 'ui', ...populations);
    browser = await launch();
    url = await addressOf(ui, 120_000);
  });
  afterAll(async () => {
    ui.child.kill('SIGINT');
    expect((await ui.finished).code).toBe(0);
    await browser.close();
  });
  return (options?: Options) => openPage(browser, url, options);
}
