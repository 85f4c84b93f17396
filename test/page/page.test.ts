import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Running, start, until } from '../e2e/germline.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';
import { chromiumPath, openBrowser, openPage } from './browser.ts';

/** A picture that tries what a picture must not, and feedback that tries to be markup. */
const score = `([values]) => {
  if (!Array.isArray(values) || !values.every(Number.isFinite)) return { wrong: '<img src=x onerror="alert(1)">' };
  const sum = values.reduce((total, value) => total + value, 0);
  return { score: -Math.abs(100 - sum), metrics: { sum }, feedback: '<script>alert(1)</script> the sum is ' + sum };
},
draw: ([values]) => '<svg viewBox="0 0 9 9"><script>alert(1)</script>' +
  values.map((value) => '<circle r="' + Math.abs(value) + '" onclick="alert(1)"/>').join('') + '</svg>'`;

/** A program whose names and texts try to be markup. */
const initial = `// EVOLVE-BLOCK-START
export function values() {
  // </pre><script>alert('comment')</script><img src=x onerror=alert(2)>
  const a = 1.5, text = '<svg onload=alert(3)>'.length / 100;
  return [a, 2.5 * a, 3 + a + text];
}
// EVOLVE-BLOCK-END
`;

const folder = scratch();
const limits = ['--attempts', '400', '--seed', '3', '--deterministic'];
let browser: Browser;
let run: Running;
let ui: Running;
let url: string;

/** Starts "germline ui" and waits for its address. */
async function open(...populations: string[]): Promise<[Running, string]> {
  const running = start(folder, 'ui', ...populations);
  await until(() => /http:\S+/.test(running.printed()));
  return [running, /http:\S+/.exec(running.printed())![0]];
}

const _show = (page: Page, address: string) => page.evaluate(`location.hash = ${JSON.stringify(address)}`);

/** The best score in the page's figures. */
const best = (page: Page) => page.locator('.figures dd strong').first();

describe.skipIf(!chromiumPath)('germline ui', () => {
  beforeAll(async () => {
    writeProblem(folder, { score, initial });
    run = start(folder, 'run', './near-hundred', ...limits);
    browser = await openBrowser();
    await until(() => run.printed().includes('recorded in'));
    [ui, url] = await open('near-hundred-1');
  });

  afterAll(async () => {
    ui.child.kill('SIGINT');
    expect((await ui.finished).code).toBe(0);
    await browser.close();
  });

  test('the page of a run goes on while the run does, and says when it ended', async () => {
    const { page, context, complaints } = await openPage(browser, url);
    await page.getByRole('heading', { name: 'near-hundred' }).waitFor();
    expect(page.url()).not.toContain('token');
    const attempts = page.locator('.figures div', { hasText: 'attempts' }).locator('strong').first();
    const count = async () => Number(await attempts.textContent());
    const first = await count();
    await expect.poll(count, { timeout: 60_000 }).toBeGreaterThan(first);
    expect((await run.finished).code).toBe(0);
    await page.getByRole('status').getByText('not running').waitFor();
    expect(await best(page).textContent()).not.toBe('-91.75');
    for (const part of ['Best score', 'Islands', 'What became of attempts', 'Who proposed', 'The best'])
      await page.getByRole('heading', { name: part, exact: true }).waitFor();
    await page.getByRole('button', { name: 'log' }).click();
    await page.getByText('missing to').first().waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a candidate: its change side by side, feedback, metrics, what else was tried; nothing of it runs', async () => {
    const { page, context, complaints } = await openPage(browser, url);
    await page.getByRole('link', { name: 'its program' }).click();
    await page.locator('.diff .added').first().waitFor();
    await page.getByText('<script>alert(1)</script> the sum is').waitFor();
    await page.getByText('Also tried from').click();
    await page.locator('.attempts li').first().waitFor();
    await page.getByText('Program: initial.ts').click();
    expect(await page.locator('.program').textContent()).toContain("<script>alert('comment')</script>");
    await expect
      .poll(() => page.evaluate<number>("document.querySelector('img.picture').naturalWidth"))
      .toBeGreaterThan(0);
    expect(await page.locator('article script, article svg, article [onerror]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('nobody without the token, under another name or from another site gets anything', async () => {
    const { origin } = new URL(url);
    const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      fetch(origin + path, { headers, method });
    for (const path of ['/', '/runs', '/runs/0/events', '/runs/0/attempts/0', '/metrics', '/?token=wrong'])
      expect((await ask(path)).status, path).toBe(403);
    const token = new URL(url).searchParams.get('token') as string;
    const bearer = { authorization: `Bearer ${token}` };
    expect((await ask('/runs', bearer)).status).toBe(200);
    expect((await ask('/runs', { ...bearer, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' })).status).toBe(
      403,
    );
    expect((await ask('/runs', bearer, 'POST')).status).toBe(405);
    expect((await ask('/runs/7/attempts/0', bearer)).status).toBe(404);
    expect((await ask('/runs/0/attempts/99999', bearer)).status).toBe(404);
    expect((await ask('/../package.json', bearer)).status).toBe(404);
    const visit = await fetch(url, { redirect: 'manual' });
    expect([visit.status, visit.headers.get('set-cookie')]).toEqual([
      303,
      expect.stringContaining('HttpOnly; SameSite=Strict'),
    ]);
    const page = await ask('/', bearer);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
  });

  test('Prometheus reads where the run stands', async () => {
    const token = new URL(url).searchParams.get('token');
    const text = await (
      await fetch(`${new URL(url).origin}/metrics`, { headers: { authorization: `Bearer ${token}` } })
    ).text();
    const value = (start: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(start))
          ?.split(' ')
          .at(-1),
      );
    const sum = ['new', 'improved', 'rejected', 'refused', 'failed'].reduce(
      (total, outcome) =>
        total + value(`germline_attempts_total{run="near-hundred-1",problem="near-hundred",outcome="${outcome}"}`),
      0,
    );
    expect(sum + value('germline_audits_total{run="near-hundred-1",problem="near-hundred",verdict="confirmed"')).toBe(
      400,
    );
    expect(value('germline_best_score')).toBeGreaterThan(value('germline_initial_score'));
    const lines = text.trimEnd().split('\n');
    expect(
      lines.filter((line) => !/^(# (HELP|TYPE) germline_\w+ .+|germline_\w+\{(\w+="[^"]*",?)+\} \S+)$/.test(line)),
    ).toEqual([]);
  });

  test('dark and light, as the system is or as it is chosen', async () => {
    const background = (page: Page) => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const { page, context, complaints } = await openPage(browser, url, { colorScheme: 'dark' });
    await page.getByRole('heading', { name: 'near-hundred' }).waitFor();
    const dark = await background(page);
    await page.getByLabel('Colours').selectOption('light');
    await expect.poll(() => background(page)).toBe('rgb(255, 255, 255)');
    await page.reload();
    await page.getByRole('heading', { name: 'near-hundred' }).waitFor();
    await expect.poll(() => background(page)).toBe('rgb(255, 255, 255)');
    await page.getByLabel('Colours').selectOption('system');
    await expect.poll(() => background(page)).toBe(dark);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a server that ends is told, and so is a population that is gone', async () => {
    const [second, address] = await open('near-hundred-1');
    const { page, context } = await openPage(browser, address);
    await page.getByRole('heading', { name: 'near-hundred' }).waitFor();
    second.child.kill('SIGINT');
    await page.getByText('not connected').waitFor();
    await context.close();
    expect((await second.finished).code).toBe(0);
    const missing = await start(folder, 'ui', 'near-hundred-1', 'nothing').finished;
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('There is no population')]);
  });
});
