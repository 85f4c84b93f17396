import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EventFile } from '../../src/report/events.ts';
import { anAttempt, aScore } from '../factory.ts';
import { scratch } from '../scratch.ts';

const rise = { placement: 'improved', improvedParent: true, improvedChampion: true } as const;
const nothing = { improvedParent: false, improvedChampion: false };
const read = (path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('events are lines, added to what is there', () => {
  const path = join(scratch(), 'events.jsonl');
  writeFileSync(path, '{"event":"old"}\n');
  const file = new EventFile(path, () => {});
  file.attempted(anAttempt({ number: 7, summary: 'two\nlines', outcome: aScore(3) }), rise);
  expect(read(path)).toHaveLength(2); // handed over at once
  const outcome = { status: 'refused', reason: 'no-site', feedback: 'none' } as const;
  file.attempted(anAttempt({ number: 8, outcome }), { ...nothing, restarted: 2 });
  file.notice('a server went down');
  file.close();
  file.notice('too late');
  expect(read(path).slice(1)).toMatchObject([
    { event: 'attempt', attempt: 7, status: 'scored', score: 3, champion: true, placement: 'improved', model: null },
    {
      event: 'attempt',
      attempt: 8,
      status: 'refused',
      reason: 'no-site',
      restarted: 2,
      champion: false,
      feedback: 'none',
    },
    { event: 'notice', text: 'a server went down' },
  ]);
});

test('a file that cannot be opened is said at once', () => {
  expect(() => new EventFile(join(scratch(), 'no', 'such'), () => {})).toThrow(/Cannot write --events/);
});

test.skipIf(!existsSync('/dev/full'))('a disk that is full ends the events and not the run', () => {
  const complaints: string[] = [];
  const file = new EventFile('/dev/full', (text) => complaints.push(text));
  file.notice('one');
  file.notice('two');
  expect(complaints).toEqual([expect.stringContaining('Stopped writing events')]);
});
