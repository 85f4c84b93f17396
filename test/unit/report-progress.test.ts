import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { Progress } from '../../src/report/progress.ts';
import { anAttempt, aScore } from '../factory.ts';

test('the block on a terminal is as many rows as it takes back, whatever a summary holds', () => {
  let written = '';
  const output = Object.assign(
    new Writable({
      write(chunk, _, done) {
        written += chunk;
        done();
      },
    }),
    { isTTY: true, columns: 110 },
  );
  const progress = new Progress(output);
  progress.start({
    elapsed: () => 0,
    timeLeft: () => undefined,
    attemptsLeft: () => undefined,
    machines: () => undefined,
    limitsOf: () => '',
  });
  const summary = `two\nlines,\ttabs and ${'宽'.repeat(40)}`;
  progress.attempted(anAttempt({ proposal: { summary }, outcome: aScore(2) }), {
    improvedParent: true,
    improvedChampion: true,
  });
  progress.notice('said above');
  progress.stop();
  const block = written.split('\x1b[?7l').at(-1)!;
  expect(block.endsWith('\n\x1b[?7h')).toBe(true);
  const rows = block.split('\n').slice(0, -1);
  expect(rows.map((row) => row.split(' ')[0])).toEqual(['best', 'latest', 'attempts', 'outcomes', 'proposers']);
  expect(rows[1]).toContain('two lines, tabs and 宽');
});
