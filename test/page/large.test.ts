import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeLargePopulation } from '../fixtures/large-population.ts';
import { scratch } from '../scratch.ts';
import { chromiumPath, paintedGraph } from './browser.ts';
import { withUi } from './with-ui.ts';

const attempts = 20_000;

/** Waits for so many frames while the page is busy; returns the times between them in milliseconds. */
const measureFrames = `(count) => new Promise((resolve) => {
  const times = [];
  const frame = (time) => (times.push(time) > count ? resolve(times.slice(1).map((at, index) => at - times[index])) : requestAnimationFrame(frame));
  requestAnimationFrame(frame);
})`;

describe.skipIf(!chromiumPath)(`${attempts} candidates`, () => {
  const folder = scratch();
  const open = withUi(folder, ['./large.git'], () => writeLargePopulation(join(folder, 'large.git'), attempts));

  test('the whole graph can be viewed, moved and searched, and only distinguishable parts are painted', async () => {
    const { page, context, complaints } = await open();
    await page.getByRole('link', { name: 'lineage', exact: true }).click();
    await page.getByRole('button', { name: 'all', exact: true }).click();
    const graph = page.locator('canvas.graph');
    const painted = async (what: string) => Number(await graph.getAttribute(`data-${what}`));
    await expect.poll(() => graph.getAttribute('aria-label')).toMatch(/of 1[89]\d{3} candidates/);
    await expect.poll(() => painted('nodes')).toBeGreaterThan(500);
    for (const arrangement of ['tree', 'scores']) {
      await page.getByRole('button', { name: arrangement }).click();
      await page.getByRole('button', { name: arrangement, pressed: true }).waitFor();
      await paintedGraph(page);
      await graph.scrollIntoViewIfNeeded();
      const box = (await graph.boundingBox())!;
      const frames = page.evaluate<number[]>(`(${measureFrames})(60)`);
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      for (let step = 0; step < 8; step++) await page.mouse.wheel(0, -150);
      await page.mouse.down();
      for (let step = 1; step <= 30; step++)
        await page.mouse.move(box.x + box.width / 2 + 4 * step, box.y + box.height / 2 + 2 * step);
      await page.mouse.up();
      const times = (await frames).sort((a, b) => a - b);
      console.info(
        `${arrangement}: a frame took ${times[30]?.toFixed(1)} ms in the median and ${times.at(-1)?.toFixed(1)} ms at most; ` +
          `the last painting ${await painted('milliseconds')} ms for ${await painted('nodes')} nodes and ${await painted('edges')} edges`,
      );
      expect(await painted('zoom')).toBeGreaterThan(2);
      expect(await painted('nodes')).toBeLessThanOrEqual((box.width * box.height) / 25 + 1000);
      expect(await painted('edges')).toBeLessThan(20_000);
    }
    expect(await page.evaluate<number>("document.querySelectorAll('*').length")).toBeLessThan(3000);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('the other pages stay small', async () => {
    const { page, context, complaints } = await open();
    for (const name of ['run', 'candidates', 'archive', 'compare']) {
      await page.getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.evaluate<number>("document.querySelectorAll('*').length"), name).toBeLessThan(5000);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});
