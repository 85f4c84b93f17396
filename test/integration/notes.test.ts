import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unpackBundle, writeBundle } from '../../src/record/bundle.ts';
import { openReader } from '../../src/record/git-reader.ts';
import { writeNote } from '../../src/record/notes.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { germline } from '../e2e/germline.ts';
import { writeLargePopulation } from '../fixtures/large-population.ts';
import { scratch } from '../scratch.ts';

const git = (path: string, ...args: string[]) => execFileSync('git', ['-C', path, ...args], { encoding: 'utf8' });
const branches = (path: string) => git(path, 'for-each-ref', 'refs/heads');

async function population() {
  const folder = scratch();
  const path = join(folder, 'populations/p.git');
  await writeLargePopulation(path, 200);
  const record = await readRecord(path);
  const commits = record.entries.flatMap(({ commit }) => commit ?? []);
  await record.close();
  return { folder, path, commits };
}

const notesOf = async (path: string) => {
  await using reader = await openReader(path);
  return (await reader.notes()).byCommit;
};

test('many writers at once lose nothing: neither notes on other candidates nor a star beside a text', async () => {
  const { path, commits } = await population();
  const before = branches(path);
  const some = commits.slice(0, 8);
  const writes = some.flatMap((commit, index) => [
    writeNote(path, commit, { text: `note ${index}`, by: 'ann' }),
    writeNote(path, commit, { star: true, by: 'bob' }),
  ]);
  const other = germline(join(path, '../..'), 'note', 'p', '0', '--star', '--by', 'eve');
  await Promise.all([...writes, other]);
  const notes = await notesOf(path);
  for (const [index, commit] of some.entries())
    expect(notes.get(commit)).toMatchObject({ star: true, text: `note ${index}` });
  expect(branches(path)).toBe(before);
  expect(git(path, 'fsck', '--strict')).toBe('');
  expect(git(path, 'log', '--notes=germline', '-1', '--format=%N', some[1]!)).toContain('note 1\n\nStarred: yes');
  expect(existsSync(join(path, 'notes.lock'))).toBe(false);
});

test('a text that somebody has changed meanwhile is not replaced by who saw the old one; git keeps all of them', async () => {
  const { path, commits } = await population();
  const [commit = ''] = commits;
  await writeNote(path, commit, { text: 'one', by: 'ann', seen: '' });
  await writeNote(path, commit, { text: 'two', by: 'bob', seen: 'one' });
  await expect(writeNote(path, commit, { text: 'three', by: 'eve', seen: 'one' })).rejects.toThrow(
    'changed this note meanwhile. It now says: two',
  );
  expect(git(path, 'log', '-p', 'refs/notes/germline')).toMatch(/\+two[\s\S]*\+one/);
  await writeNote(path, commit, { text: '', by: 'ann' });
  expect(await notesOf(path)).toEqual(new Map());
});

test('a lock that git left when it was killed does not hold notes up, and a dead writer neither', async () => {
  const { path, commits } = await population();
  const [commit = ''] = commits;
  await writeNote(path, commit, { star: true, by: 'ann' });
  const lock = join(path, 'refs/notes/germline.lock');
  writeFileSync(lock, '');
  utimesSync(lock, new Date(0), new Date(0));
  writeFileSync(join(path, 'notes.lock'), JSON.stringify({ pid: 2 ** 22 + 1, host: '', started: '' }));
  writeFileSync(
    join(path, 'notes.lock'),
    JSON.stringify({ pid: 2 ** 22 + 1, host: (await import('node:os')).hostname(), started: 'x' }),
  );
  await writeNote(path, commit, { text: 'on', by: 'ann' });
  expect((await notesOf(path)).get(commit)).toEqual({ star: true, text: 'on', by: 'ann' });
});

test('a note that is too large, or on nothing of this run, harms no reader', async () => {
  const { path, commits } = await population();
  const large = join(path, 'large');
  writeFileSync(large, 'x'.repeat(100_000));
  git(path, '-c', 'user.name=a', '-c', 'user.email=a@b', 'notes', '--ref=germline', 'add', '-F', large, commits[0]!);
  const tree = git(path, 'rev-parse', 'champion^{tree}').trim();
  git(path, '-c', 'user.name=a', '-c', 'user.email=a@b', 'notes', '--ref=germline', 'add', '-m', 'of a tree', tree);
  await writeNote(path, commits[1]!, { text: 'mine', by: 'ann' });
  const record = await readRecord(path);
  expect([...record.notes.values()].map(({ text }) => text)).toEqual(['mine']);
  await record.close();
});

test('a bundle holds the notes, with and without any', async () => {
  const { folder, path, commits } = await population();
  const through = async (name: string) => {
    await writeBundle(path, join(folder, `${name}.bundle`));
    await unpackBundle(join(folder, `${name}.bundle`), join(folder, `${name}.git`));
    return await notesOf(join(folder, `${name}.git`));
  };
  expect(await through('none')).toEqual(new Map());
  await writeNote(path, commits[3]!, { text: 'keep', star: true, by: 'ann' });
  expect(await through('some')).toEqual(new Map([[commits[3]!, { text: 'keep', star: true, by: 'ann' }]]));
});

test('the command writes, lists and removes; what shows a candidate shows its note; texts of others stay texts', async () => {
  const { folder, path } = await population();
  const run = (...args: string[]) => germline(folder, ...args);
  const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).out);
  const before = branches(path);
  const text = 'a <b>wide</b> start\n\u001b[31m#9 deadbeef 99 forged';
  expect(await json('note', 'p', 'champion', text, '--by', 'ann')).toMatchObject({ star: false, text, by: 'ann' });
  const { attempt } = await json('note', 'p', 'champion', '--star', '--by', 'bob');
  expect(await json('note', 'p')).toEqual([{ attempt, star: true, text, by: 'bob' }]);
  const listed = (await run('note', 'p')).out;
  expect(listed).toMatch(/^#\d+, by bob: ★ a <b>wide<\/b> start \\u\{1b\}\[31m#9 deadbeef 99 forged\n$/);
  expect((await run('note', 'p', String(attempt))).out).toMatch(/^#\d+: ★ a <b>wide<\/b> start\n {2}\| \\u\{1b\}/);
  expect((await run('show', 'p')).out).toMatch(/note +★ a <b>wide<\/b> start\n {2}\| \\u\{1b\}.*\(bob\)/);
  expect(await json('show', 'p')).toMatchObject({ note: { star: true, text, by: 'bob' } });
  expect((await run('lineage', 'p')).out).toContain('★ a <b>wide</b> start \\u{1b}');
  expect((await json('lineage', 'p')).at(-1)).toMatchObject({ note: { star: true } });
  expect((await run('report', 'p', '--to', 'out')).code).toBe(0);
  expect(readFileSync(join(folder, 'out/report.html'), 'utf8')).toMatch(/★ a &lt;b&gt;wide&lt;\/b&gt; start/);
  expect(readFileSync(join(folder, 'out/report.md'), 'utf8')).toMatch(/## Notes\n\n- .*★ a &lt;b>wide/);
  expect(await json('note', 'p', 'champion', '--no-star')).toMatchObject({ star: false, text });
  expect(await json('note', 'p', 'champion', '--remove')).toMatchObject({ star: false, text: '' });
  expect((await run('note', 'p')).out).toBe('There are no notes.\n');
  expect(branches(path)).toBe(before);
  const wrong: readonly [readonly string[], RegExp][] = [
    [['note', 'p', 'champion', 'x'.repeat(1001)], /at most 1000 characters; this one has 1001/],
    [['note', 'p', 'champion', 'x', '--by', 'a\nb'], /one line/],
    [['note', 'p', 'champion', 'x', '--remove'], /or --remove/],
    [['note', 'p', '4711', 'x'], /no attempt 4711/],
    [['note', 'nothing', '1', 'x'], /no population/],
  ];
  for (const [args, why] of wrong)
    expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringMatching(why) });
});
