/**
 * Makes the pictures of the page in docs/images, from the run in populations/sample.bundle:
 *
 *     node bench/screenshots.ts
 */
import { mkdirSync } from 'node:fs';
import { addressOf, start } from '../test/e2e/germline.ts';
import { openBrowser, openPage } from '../test/page/browser.ts';

const folder = 'docs/images';
const shots = [
  { name: 'run', hash: '#/0/run', scheme: 'light', height: 800, wait: '.chart .curve' },
  { name: 'lineage', hash: '#/0/lineage?scope=elites', scheme: 'light', height: 900, wait: '.diff .added' },
  {
    name: 'lineage-dark',
    hash: '#/0/lineage?scope=all&arrangement=scores',
    scheme: 'dark',
    height: 900,
    wait: '.diff .added',
  },
] as const;

mkdirSync(folder, { recursive: true });
const ui = start('.', 'ui', 'sample');
const url = await addressOf(ui);
const browser = await openBrowser();
for (const { name, hash, scheme, height, wait } of shots) {
  const { page, context } = await openPage(browser, url, {
    ...{ colorScheme: scheme, viewport: { width: 1300, height } },
  });
  await page.locator('h1').first().waitFor();
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  await page.locator(wait).first().waitFor();
  await page.locator('img.picture').first().waitFor();
  await page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => {}); // the stream of events stays open
  await page.screenshot({ path: `${folder}/${name}.jpg`, type: 'jpeg', quality: 82 });
  await context.close();
}
await browser.close();
ui.child.kill('SIGINT');
await ui.finished;
console.log(shots.map(({ name }) => `${folder}/${name}.jpg`).join('\n'));
