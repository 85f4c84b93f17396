import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EventFile } from '../../src/report/events.ts';
import { anAttempt, anAudit, aReflection, aRefusal, aScore, nothing, rise } from '../factory.ts';
import { readJsonLines } from '../fixtures/json-lines.ts';
import { scratch } from '../scratch.ts';

test('events are lines, added to what is there', () => {
  const path = join(scratch(), 'events.jsonl');
  writeFileSync(path, '{"event":"old"}\n');
  const file = new EventFile(path, () => {});
  const found = { drawn: { island: 2, parent: 4 }, proposal: { summary: 'two\nlines' }, outcome: aScore(3) };
  file.attempted(anAttempt({ number: 7, ...found }), rise);
  expect(readJsonLines(path)).toHaveLength(2); // handed over at once
  file.attempted(anAttempt({ number: 8, outcome: aRefusal('no-site', 'none') }), { ...nothing, restarted: 2 });
  file.attempted(anAudit({ number: 9, candidate: 7 }), { ...nothing, corrected: 1 });
  file.attempted(aReflection({ number: 10, by: 'maria', delta: { hint: 'use a table' } }), nothing);
  file.notice('a server went down');
  file.close();
  file.notice('too late');
  expect(readJsonLines(path).slice(1)).toMatchObject([
    {
      ...{ event: 'attempt', attempt: 7, kind: 'proposal', cause: 'drawn', island: 2, parents: [4], model: null },
      ...{ proposer: 'tune-one', status: 'scored', score: 3, champion: true, placement: 'improved' },
    },
    {
      event: 'attempt',
      attempt: 8,
      status: 'refused',
      reason: 'no-site',
      restarted: 2,
      champion: false,
      feedback: 'none',
    },
    { attempt: 9, kind: 'audit', candidate: 7, parents: [], status: 'confirmed', summary: 'audit of #7', corrected: 1 },
    { attempt: 10, kind: 'reflection', proposer: 'maria', status: 'remembered', summary: 'hint: use a table' },
    { event: 'notice', text: 'a server went down' },
  ]);
});

test('a file that cannot be opened is said at once', () => {
  expect(() => new EventFile(join(scratch(), 'no', 'such'), () => {})).toThrow(
    /--events cannot be written: .*there is no such file or folder/,
  );
});

test.skipIf(!existsSync('/dev/full'))('a disk that is full ends the events and not the run', () => {
  const complaints: string[] = [];
  const file = new EventFile('/dev/full', (text) => complaints.push(text));
  file.notice('one');
  file.notice('two');
  expect(complaints).toEqual([expect.stringContaining('Stopped writing events')]);
});
