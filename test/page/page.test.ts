import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOf, germline, type Running, start, until } from '../e2e/germline.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';
import { chromiumPath, openBrowser, openPage, paintedGraph } from './browser.ts';

/** A picture that tries what a picture must not, and feedback that tries to be markup; slow enough to be watched. */
const score = `([values]) => {
  for (let spin = 0; spin < 5e6; spin++);
  if (!Array.isArray(values) || !values.every(Number.isFinite)) return { wrong: '<img src=x onerror="alert(1)">' };
  const sum = values.reduce((total, value) => total + value, 0);
  return { score: -Math.abs(100 - sum), metrics: { sum }, feedback: '<script>alert(1)</script> the sum is ' + sum };
},
picture: ([values]) => '<svg viewBox="0 0 9 9"><script>alert(1)</script>' +
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
  return [running, await addressOf(running)];
}

/** The best score in the page's figures. */
const best = (page: Page) => page.locator('.figures dd strong').first();

describe.skipIf(!chromiumPath)('germline ui', () => {
  beforeAll(async () => {
    writeProblem(folder, { score, initial });
    run = start(folder, 'run', './near-hundred', '--ui', ...limits);
    browser = await openBrowser();
    await until(() => run.printed().includes('recorded in'));
    [ui, url] = await open('near-hundred-1');
    expect((await fetch(await addressOf(run), { redirect: 'manual' })).status).toBe(303);
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
    await expect.poll(count).toBeGreaterThan(first);
    expect((await run.finished).code).toBe(0);
    await page.getByRole('status').getByText('finished').waitFor();
    await expect.poll(() => best(page).textContent()).not.toBe('-91.75');
    for (const part of ['Best score', 'Islands', 'Outcomes', 'Proposers', 'The best'])
      await page.getByRole('heading', { name: part, exact: true }).waitFor();
    await page.getByRole('button', { name: 'log' }).click();
    await page.getByText('distance to').first().waitFor();
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
    expect(await page.locator('details:has-text("Program: initial.ts") pre').textContent()).toContain(
      "<script>alert('comment')</script>",
    );
    await expect
      .poll(() => page.evaluate<number>("document.querySelector('img.picture').naturalWidth"))
      .toBeGreaterThan(0);
    expect(await page.locator('article script, article svg, article [onerror]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('the lineage is walked with the keyboard, and played change by change', async () => {
    const { page, context, complaints } = await openPage(browser, url);
    await page.getByRole('heading', { name: 'near-hundred' }).waitFor();
    await page.keyboard.press('3');
    const graph = await paintedGraph(page);
    await graph.focus();
    const chosen = async () =>
      Number(/attempt (\d+) is chosen/.exec((await graph.getAttribute('aria-label')) ?? '')?.[1]);
    const winner = await chosen();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(chosen).toBeLessThan(winner);
    const parent = await chosen();
    await page.getByRole('heading', { name: `#${parent} ` }).waitFor();
    await page.keyboard.press('ArrowRight');
    await expect.poll(chosen).toBe(winner);
    await page.keyboard.press('+');
    await expect.poll(async () => Number(await graph.getAttribute('data-zoom'))).toBeGreaterThan(1);
    const middle = () => graph.getAttribute('data-x');
    const before = await middle();
    await page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(middle).not.toBe(before);
    const moved = await middle();
    await page.getByRole('button', { name: 'island' }).click();
    await expect.poll(() => page.url()).toContain('colour=island');
    expect(await middle()).toBe(moved);
    await graph.focus();
    await page.keyboard.press('f');
    await expect.poll(async () => Number(await graph.getAttribute('data-zoom'))).toBe(1);

    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText(/change 1 of \d+: #0 to #\d+/).waitFor();
    const first = await chosen();
    await page.getByRole('button', { name: 'Play' }).click();
    await page.getByText(/change 2 of/).waitFor();
    await expect.poll(chosen).not.toBe(first);
    await page.getByRole('button', { name: 'Pause' }).click();
    await graph.focus();
    const last = await chosen();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain(`candidate?number=${last}`);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('more of the lineage, otherwise arranged and coloured, is a click away', async () => {
    const { page, context, complaints } = await openPage(browser, url);
    await page.getByRole('link', { name: 'lineage', exact: true }).click();
    const count = async () =>
      Number(/of (\d+) candidates/.exec((await page.locator('canvas').getAttribute('aria-label')) ?? '')?.[1]);
    await expect.poll(count).toBeGreaterThan(1);
    const ancestry = await count();
    await page.getByRole('button', { name: 'elites' }).click();
    await expect.poll(count).toBeGreaterThan(ancestry);
    const elites = await count();
    await page.getByRole('button', { name: 'all', exact: true }).click();
    await expect.poll(count).toBeGreaterThan(elites);
    await page.getByRole('button', { name: 'scores' }).click();
    await page.getByRole('button', { name: 'proposer' }).click();
    await page.locator('.legend li', { hasText: 'tune' }).first().waitFor();
    await page.getByLabel('inspirations').check();
    await expect.poll(() => page.url()).toContain('scope=all&arrangement=scores&colour=proposer&inspirations=shown');
    // The initial program, from which all others come, stands at the left edge in the middle.
    await page.getByRole('button', { name: 'tree' }).click();
    await page.getByRole('button', { name: 'tree', pressed: true }).waitFor();
    const graph = await paintedGraph(page);
    const { width, height } = (await graph.boundingBox())!;
    await graph.click({ position: { x: 0.04 * width, y: 0.5 * height } });
    await page.getByRole('heading', { name: '#0 ' }).waitFor();
    const attempt = page.getByRole('spinbutton', { name: 'Attempt' });
    await attempt.fill('1');
    await attempt.press('Enter');
    await expect.poll(() => page.url()).toContain('of=1');
    await page.getByRole('heading', { name: '#1 ' }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a cell of the archive opens by mouse and by keyboard', async () => {
    const { page, context, complaints } = await openPage(browser, url);
    await page.getByRole('link', { name: 'archive' }).click();
    const cells = page.locator('.cell');
    await cells.first().waitFor();
    await cells.first().click();
    const number = /#(\d+)/.exec((await cells.first().getAttribute('aria-label')) ?? '')?.[1];
    await page.getByRole('heading', { name: `#${number} ` }).waitFor();
    const last = cells.last();
    await last.focus();
    await page.keyboard.press('Enter');
    await page
      .getByRole('heading', { name: /#(\d+)/.exec((await last.getAttribute('aria-label')) ?? '')![0] })
      .waitFor();
    // The tab key stops once at each map, arrows lead on from there, and keys that choose do not scroll.
    const map = page
      .locator('.map')
      .filter({ has: page.locator('.cell ~ .cell') })
      .first();
    const stop = map.locator('.cell[tabindex="0"]');
    const name = async () => (await stop.getAttribute('aria-label')) ?? '';
    await stop.focus();
    for (let press = await map.locator('.cell').count(); press > 0; press--) await page.keyboard.press('ArrowLeft');
    const first = await name();
    await page.keyboard.press('ArrowRight');
    await expect.poll(name).not.toBe(first);
    const focused = () => page.evaluate<string>("document.activeElement.getAttribute('aria-label')");
    expect(await focused()).toBe(await name());
    const scrolled = () => page.evaluate('scrollY');
    const top = await scrolled();
    await page.keyboard.press(' ');
    await page.getByRole('heading', { name: /#(\d+)/.exec(await name())![0] }).waitFor();
    expect(await scrolled()).toBe(top);
    await page.getByLabel('across').selectOption('branches');
    await page
      .getByText(/^branches \d/)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('two candidates and two runs side by side', async () => {
    const populations = join(folder, 'populations');
    cpSync(join(populations, 'near-hundred-1.git'), join(populations, 'again.git'), { recursive: true });
    const [second, address] = await open('near-hundred-1', './populations/again.git');
    const { page, context, complaints } = await openPage(browser, address);
    await page.getByRole('link', { name: 'near-hundred-1' }).first().click();
    await page.getByRole('link', { name: 'compare' }).click();
    await page.locator('.diff .added').first().waitFor();
    await page.getByRole('rowheader', { name: 'sum', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Unpin #0' }).click();
    await expect.poll(() => page.locator('.diff').count()).toBe(0);
    for (const number of ['0', '3', '4']) {
      await page.getByLabel('add candidate').fill(number);
      await page.getByLabel('add candidate').press('Enter');
    }
    await page.getByText(/Change from #\d+ to #4/).waitFor();
    await expect.poll(() => page.getByRole('columnheader', { name: /^#\d+$/ }).count()).toBeGreaterThanOrEqual(4);
    await page.getByRole('img', { name: 'best score over attempts' }).waitFor();
    await expect.poll(() => page.locator('.curve').count()).toBe(4);
    expect(complaints).toEqual([]);
    await context.close();
    second.child.kill('SIGINT');
    expect((await second.finished).code).toBe(0);
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
    const audits = value('germline_audits_total{run="near-hundred-1",problem="near-hundred",verdict="confirmed"');
    const log = await germline(folder, 'log', 'near-hundred-1', '-n', '9999', '--json');
    expect(sum + audits).toBe(JSON.parse(log.out).length - 1); // all but the initial program
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
    // The run's own page ended with the run.
    const own = await addressOf(run);
    await expect(fetch(own)).rejects.toThrow();
    const missing = await start(folder, 'ui', 'near-hundred-1', 'nothing').finished;
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('There is no population')]);
  });
});
