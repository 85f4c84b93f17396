import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, firefox, type Locator, type Page } from 'playwright-core';

const isThere = (path: string | undefined) => path !== undefined && existsSync(path);

const chromiumPlaces = [
  ...[process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const firefoxPlaces = [
  ...[process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'],
  '/Applications/Firefox.app/Contents/MacOS/firefox',
];

/** A Chromium of the system; undefined where there is none. */
export const chromiumPath = chromiumPlaces.find(isThere);

/** A Firefox of the system; undefined where there is none. */
export const firefoxPath = firefoxPlaces.find(isThere);

if (!chromiumPath)
  console.warn(
    'NOT TESTED: the page, as there is no Chromium here. Install one (Debian: apt install chromium), or name it in CHROMIUM.',
  );

export async function openBrowser(): Promise<Browser> {
  // Root may not use Chromium's own sandbox, and containers have little shared memory.
  const args = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage'];
  return await chromium.launch({ executablePath: chromiumPath as string, args });
}

/** What Playwright has of a browser in this process. */
interface Inside {
  readonly _connection: { toImpl(browser: unknown): { readonly _browserSession: Session } };
}

interface Session {
  send(method: string, parameters: unknown): Promise<unknown>;
}

/** Opens the Firefox of the system, by WebDriver BiDi: Playwright's own Firefox is a patched one. */
export async function openFirefox(): Promise<Browser> {
  const browser = await firefox.launch({ channel: 'moz-firefox', executablePath: firefoxPath as string });
  // Playwright sets the colour scheme of every page, and Firefox 153, that of Debian, does not know how.
  const inside = (browser as unknown as Inside)._connection.toImpl(browser);
  const session = Object.getPrototypeOf(inside._browserSession) as Session;
  const { send } = session;
  session.send = function (method, parameters) {
    return method === 'emulation.setMediaFeaturesOverride' ? Promise.resolve({}) : send.call(this, method, parameters);
  };
  return browser;
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
