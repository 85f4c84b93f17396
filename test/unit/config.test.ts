import { expect, test } from 'vitest';
import {
  describeSettings,
  readClockTime,
  readConfig,
  readDuration,
  readRecordedConfig,
  readSettings,
} from '../../src/config.ts';

test.each([
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['8h', 28_800_000],
  ['1.5m', 90_000],
  ['1h 30m', 5_400_000],
])('%s is %i milliseconds', (text, milliseconds) => {
  expect(readDuration(text)).toBe(milliseconds);
});

test.each(['', '8', 'h', '8 hours', '-5m', '1h foo', '1h 5x', '1h30'])('%o is no duration', (text) => {
  expect(() => readDuration(text)).toThrow(`Invalid duration '${text}'`);
});

test('a time of day that has passed today means tomorrow', () => {
  const evening = new Date(2026, 5, 1, 22, 0);
  expect(new Date(readClockTime('07:00', evening))).toEqual(new Date(2026, 5, 2, 7, 0));
  expect(new Date(readClockTime('23:30', evening))).toEqual(new Date(2026, 5, 1, 23, 30));
  expect(() => readClockTime('25:00', evening)).toThrow("Invalid time of day '25:00'");
});

test('options are defaulted, frozen, and unknown or impossible ones named', () => {
  const config = readConfig({ islands: 2, attempts: undefined });
  expect(config).toMatchObject({ islands: 2, topology: 'ring', deterministic: false });
  expect(Object.isFrozen(config)).toBe(true);
  expect(readConfig({ proposers: 'operators, -blend' }).proposers).toEqual(['operators', '-blend']);
  expect(() => readConfig({ islands: 0 })).toThrow('islands');
  expect(() => readConfig({ icelands: 3 })).toThrow('icelands: unknown. Did you mean islands?');
});

test('help has a line for every option, which fits, and every default that it shows can be set', () => {
  const [, ...lines] = describeSettings().split('\n');
  expect(lines).toContain('  topology=ring         which islands receive migrants (ring, full, none)');
  expect(lines).toContain('  attempts              stop after this many attempts');
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(100);
  const settings = lines.map((line) => line.trim().split(' ')[0]!);
  expect(readConfig(readSettings(settings.filter((one) => one.includes('='))))).toEqual(readConfig({}));
  expect(() => readConfig({ icelands: 3 })).toThrow(settings.map((one) => one.split('=')[0]).join(', '));
});

test('settings are read as JSON where they are, as text otherwise', () => {
  expect(readSettings(['islands=8', 'topology=full', 'proposers=["operators"]'])).toEqual({
    islands: 8,
    topology: 'full',
    proposers: ['operators'],
  });
  expect(() => readSettings(['islands'])).toThrow('key=value');
});

test('a record that is older than an option was made without that part of the search', () => {
  expect(readRecordedConfig({ islands: 2 })).toMatchObject({
    islands: 2,
    cost: false,
    drift: 'always',
    modelParents: 'island',
  });
  expect(readRecordedConfig({ cost: true })).toMatchObject({ cost: true });
});

test.each([{}, { models: [{ name: 'm' }] }, { cost: false, drift: 'never' }])(
  'a record keeps all options: %o',
  (given) => {
    const config = readConfig(given);
    expect(readRecordedConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
  },
);
