import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rows } from './groups.ts';

/** The table as the page has it; where it differs, copy it from here. */
function tableOf(): string {
  const total = rows.reduce((sum, { attacks }) => sum + attacks, 0);
  const lines = rows.map(({ kind, group, attacks, layers }) => `| ${kind} | ${group} | ${attacks} | ${layers} |`);
  return [
    '| candidate | group | attacks | held by |',
    '| --- | --- | --- | --- |',
    ...lines,
    `| | all | ${total} | |`,
  ].join('\n');
}

test('the page counts the attacks that there are', () => {
  expect(readFileSync(new URL('README.md', import.meta.url), 'utf8')).toContain(tableOf());
});
