/**
 * The page with a large population: time to the first useful picture, to the whole lineage and to a filtered table, and memory.
 *
 *     node bench/ui.ts [attempts=20000]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf, start } from '../test/e2e/germline.ts';
import { writeLargePopulation } from '../test/fixtures/large-population.ts';
import { openBrowser, openPage } from '../test/page/browser.ts';

const attempts = Number(process.argv[2] ?? 20_000);
const folder = mkdtempSync(join(tmpdir(), 'germline-ui-'));
const path = join(folder, 'large.git');
const measured: [string, string][] = [];
const measure = (name: string, value: number, unit: string) => measured.push([name, `${Math.round(value)} ${unit}`]);

/** Waits until an element is present and painted. */
const painted = `(selector) => new Promise((resolve) => {
  const look = () => document.querySelector(selector) ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now()), 0)) : requestAnimationFrame(look);
  look();
})`;

/** Goes to an address, and returns the milliseconds until the table shows another count of attempts. */
const filtered = `(hash) => new Promise((resolve) => {
  const text = () => document.querySelector('main strong[role=status]')?.textContent;
  const [before, start] = [text(), performance.now()];
  const look = () => text() !== before ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start), 0)) : requestAnimationFrame(look);
  location.hash = hash;
  look();
})`;

try {
  await writeLargePopulation(path, attempts);
  const started = performance.now();
  const ui = start('.', 'ui', path);
  const url = await addressOf(ui, 120_000);
  measure('from the command to the address', performance.now() - started, 'ms');
  const browser = await openBrowser();
  const { page } = await openPage(browser, url);
  measure('from opening the address to the curve', await page.evaluate<number>(`(${painted})('.chart .curve')`), 'ms');
  const clicked = await page.evaluate<number>("location.hash = '#/0/lineage?scope=all', performance.now()");
  const graph = await page.evaluate<number>(`(${painted})('canvas[data-nodes]')`);
  measure('from a click to the lineage of all', graph - clicked, 'ms');
  measure('one painting of it', Number(await page.locator('canvas').getAttribute('data-milliseconds')), 'ms');
  const go = (hash: string) => page.evaluate<number>(`(${filtered})(${JSON.stringify(hash)})`);
  measure('from a click to the table of candidates', await go('#/0/candidates'), 'ms');
  measure('a filter of the table', await go('#/0/candidates?outcome=kept'), 'ms');
  const searching = performance.now();
  await go('#/0/candidates?text=attempt 77:&in=code');
  await page.getByText(`searched ${attempts + 1}`, { exact: true }).waitFor();
  measure('a search of the code of all', performance.now() - searching, 'ms');
  const memory = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${ui.child.pid}/status`, 'utf8'))?.[1];
  measure('memory of the server', Number(memory) / 1024, 'MB');
  const heap = await page.evaluate<number>('performance.memory.usedJSHeapSize');
  measure("memory of the page's objects", heap / 2 ** 20, 'MB');
  await browser.close();
  ui.child.kill('SIGINT');
  await ui.finished;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${attempts} attempts`);
for (const [name, value] of measured) console.log(`${name.padEnd(40)} ${value}`);
