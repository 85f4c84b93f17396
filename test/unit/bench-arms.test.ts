import { expect, test } from 'vitest';
import { armWithout, checkLabels, namedArms, populationNameOf, readArm } from '../../src/bench/arms.ts';
import { readConfig, readSettings } from '../../src/config.ts';

test('named arms are runs of the engine that differ by options it knows', () => {
  const arms = namedArms('full, baselines,ablations');
  expect(arms.map(({ label }) => label)).toEqual([
    ...['full', 'best-of-n', 'hill-climbing', 'strict-climbing'],
    ...['one-island', 'no-migration', 'no-restarts', 'no-cells', 'no-inspirations', 'uniform-choice'],
  ]);
  const shapes = arms.map(({ settings }) => JSON.stringify(readConfig(settings)));
  expect(new Set(shapes).size).toBe(arms.length);
  expect(() => namedArms('fool')).toThrow('There is no arm fool. The arms are: full, best-of-n');
});

test('an arm of the user’s own is a label and options', () => {
  expect(readArm('very wide: islands=16  proposers=operators,-blend', readSettings)).toEqual({
    label: 'very wide',
    settings: { islands: 16, proposers: 'operators,-blend' },
  });
  expect(readArm('same:', readSettings).settings).toEqual({});
  for (const wrong of ['wide', 'islands=3', ': islands=3'])
    expect(() => readArm(wrong, readSettings)).toThrow('expected a label, a colon and options');
});

test('labels name populations, so each may be there once', () => {
  expect(populationNameOf('very wide: 16')).toBe('very-wide-16');
  expect(() => checkLabels([...namedArms('full'), armWithout('blend', ['operators'])])).not.toThrow();
  expect(() => checkLabels([...namedArms('full'), readArm('full: islands=2', readSettings)])).toThrow('the label full');
});
