import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ChampionCommand, splitCommand } from '../../src/report/champion-command.ts';
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
  expect(() => new EventFile(join(scratch(), 'no', 'such'), () => {})).toThrow(/--events .* cannot be written/);
});

test.skipIf(!existsSync('/dev/full'))('a disk that is full ends the events and not the run', () => {
  const complaints: string[] = [];
  const file = new EventFile('/dev/full', (text) => complaints.push(text));
  file.notice('one');
  file.notice('two');
  expect(complaints).toEqual([expect.stringContaining('No more events')]);
});

test.each([
  ['./tell', ['./tell']],
  ['  tell  a   b ', ['tell', 'a', 'b']],
  [`'/my folder/tell' "a 'b'" --x='y z' ""`, ['/my folder/tell', "a 'b'", '--x=y z', '']],
  ['tell $HOME ; rm *', ['tell', '$HOME', ';', 'rm', '*']],
  [String.raw`C:\bin\tell.exe \n`, [String.raw`C:\bin\tell.exe`, String.raw`\n`]],
])('%s is split without a shell', (text, words) => {
  expect(splitCommand(text)).toEqual(words);
});

test('a command that names nothing, or leaves a quote open, is wrong use', () => {
  expect(() => splitCommand(' ')).toThrow(/names no program/);
  expect(() => splitCommand('tell "me')).toThrow(/quote is left open/);
});

/** A command that adds what it is told to a file. */
function teller(
  body = "let said = ''; for await (const part of process.stdin) said += part; appendFileSync('told', said);",
) {
  const folder = scratch();
  const script = join(folder, 'tell me.mjs');
  const told = join(folder, 'told');
  writeFileSync(script, `import { appendFileSync } from 'node:fs';\n${body.replace("'told'", JSON.stringify(told))}`);
  return { command: `'${process.execPath}' "${script}"`, told };
}

test('the command is told the latest champion and the end', async () => {
  const { command, told } = teller();
  const complaints: string[] = [];
  const informed = new ChampionCommand(command, (text) => complaints.push(text));
  for (const number of [1, 2, 3]) informed.attempted(anAttempt({ number, outcome: aScore(number) }), rise);
  informed.attempted(anAttempt({ number: 4, outcome: aScore(0) }), nothing);
  await informed.end({ event: 'ended', attempts: 4 });
  const events = read(told);
  expect(events[0]).toMatchObject({ event: 'champion', attempt: 1, score: 1 });
  expect(events.at(-2)).toMatchObject({ event: 'champion', attempt: 3, score: 3 });
  expect(events.at(-1)).toEqual({ event: 'ended', attempts: 4 });
  expect(events).toHaveLength(3); // the second came and went while the first was told
  expect(complaints).toEqual([]);
});

test('a command that fails is named once, and one that is not there does no harm', async () => {
  const { command } = teller("console.error('no mail today'); process.exit(3)");
  for (const [text, why] of [
    [command, /exit code 3 no mail today/],
    ['/no/such/program', /ENOENT/],
  ] as const) {
    const complaints: string[] = [];
    const failing = new ChampionCommand(text, (complaint) => complaints.push(complaint));
    failing.attempted(anAttempt({ outcome: aScore(1) }), rise);
    await failing.end({ event: 'ended' });
    expect(complaints).toEqual([expect.stringMatching(why)]);
  }
});
