import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';

const places = [
  ...[process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A Chromium of the system; undefined where there is none. */
export const chromiumPath = places.find((path) => path !== undefined && existsSync(path));

if (!chromiumPath)
  console.warn(
    'NOT TESTED: the page, as there is no Chromium here. Install one (Debian: apt install chromium), or name it in CHROMIUM.',
  );

export async function openBrowser(): Promise<Browser> {
  // Root may not use Chromium's own sandbox, and containers have little shared memory.
  const args = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage'];
  return await chromium.launch({ executablePath: chromiumPath as string, args });
}

/** A page with what went wrong on it: errors, console messages of any kind, and requests to elsewhere. */
export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (new URL(request.url()).hostname !== '127.0.0.1') complaints.push(`asks ${request.url()}`);
  });
  await page.goto(url);
  return { page, context, complaints };
}

/** The graph of the lineage once it is painted: from then on it hears keys and the mouse. */
export async function paintedGraph(page: Page): Promise<Locator> {
  await page.locator('canvas.graph[data-nodes]').waitFor();
  return page.locator('canvas.graph');
}
