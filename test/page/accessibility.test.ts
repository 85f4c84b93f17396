import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeLargePopulation } from '../fixtures/large-population.ts';
import { scratch } from '../scratch.ts';
import { findings } from './axe.ts';
import { chromiumPath } from './browser.ts';
import { withUi } from './with-ui.ts';

/** Every page, and an element that shows that it is whole. */
const pages = [
  ['#/runs', 'tbody tr'],
  ['#/0/run', '.data table'],
  ['#/0/candidates?pins=0+3&columns=score,metric%2520smallest_radius', '.rows tbody input'],
  ['#/0/lineage', '.diff .added'],
  ['#/0/lineage?scope=all&colour=proposer', 'canvas[data-nodes]'],
  ['#/0/archive', '.cell'],
  ['#/0/compare?pins=0+3+9&with=1', '.chart .curve'],
  ['#/0/candidate?number=9', '.diff .added'],
  ['#/0/nothing', 'h1'],
] as const;

/** Charts without a button that saves them as SVG, and tables without one for CSV. */
const unsaved = `
  [...document.querySelectorAll('main svg')].filter((one) => !one.closest('.saved')).length +
  [...document.querySelectorAll('main table:not(.diff)')].filter((one) => !one.closest('.data, .rows')).length`;

describe.skipIf(!chromiumPath)('axe-core finds nothing', () => {
  const folder = scratch();
  const open = withUi(folder, [], async () => {
    for (const name of ['one', 'two']) await writeLargePopulation(join(folder, `populations/${name}.git`), 300);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [390, 1440])
      test(`${colorScheme}, ${width} pixels wide, no page is wider than the window, and every chart and table can be saved`, async () => {
        const { page, context, complaints } = await open({
          ...{ colorScheme, viewport: { width, height: 900 } },
        });
        await page.getByRole('heading', { level: 1 }).waitFor();
        const found: string[] = [];
        for (const [hash, whole] of pages) {
          await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
          await page.locator(whole).first().waitFor();
          found.push(...(await findings(page)).map((one) => `${hash}: ${one}`));
          const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
          if ((await page.evaluate<number>(unsaved)) > 0) found.push(`${hash}: a chart or table cannot be saved`);
          if (beyond > 0) found.push(`${hash}: ${beyond} pixels too wide`);
        }
        expect(found).toEqual([]);
        expect(complaints).toEqual([]);
        await context.close();
      });
});
