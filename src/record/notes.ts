import { execFile } from 'node:child_process';
import { rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { UsageError } from '../api/errors.ts';
import type { Note } from '../api/note.ts';
import { environmentError } from '../environment-error.ts';
import type { CatFile } from './cat-file.ts';
import { identity } from './commit-command.ts';
import { gitAt, gitEnvironment } from './git.ts';
import { lock } from './lock.ts';
import { decodeNote, encodeNote } from './note-text.ts';
import { syncFolder } from './sync.ts';
import { TakenError } from './taken-error.ts';

/** Where the notes are kept: `git log --notes=germline` shows them. No commit of a candidate depends on them. */
export const notesRef = 'refs/notes/germline';

/** Longest text of a note, in characters, and longest name of its author. */
const longest = { text: 1000, by: 60 };
/** Largest note that is read, in bytes: a population may come from anywhere. */
const mostBytes = 8192;
/** How long a writer waits for others, in milliseconds. */
const patience = 30_000;
/** A lock of git itself that is older was left by a process that was killed, in milliseconds. */
const staleAfter = 10_000;

/** All notes of a population at a moment. */
export interface Notes {
  /** The commit that holds them; empty where there are none. */
  readonly tip: string;
  /** By the commit of the candidate. */
  readonly byCommit: ReadonlyMap<string, Note>;
}

export const noNotes: Notes = { tip: '', byCommit: new Map() };

/** Reads the notes; where nothing has changed since `known`, that is returned. */
export async function readNotes(path: string, cat: CatFile, known: Notes = noNotes): Promise<Notes> {
  const tip = await tipOf(path);
  if (tip === known.tip) return known;
  if (tip === '') return noNotes;
  const listed = await gitAt(path).raw('ls-tree', '-r', '-l', '--full-tree', tip);
  const found = listed.split('\n').flatMap((line) => {
    const [, id, bytes, name] = /^\d+ blob ([0-9a-f]+) +(\d+)\t([0-9a-f/]+)$/.exec(line) ?? [];
    return id && name && Number(bytes) <= mostBytes ? [{ id, commit: name.replaceAll('/', '') }] : [];
  });
  const notes = found.map(async ({ id, commit }) => {
    const written = (await cat.required(id)).toString('utf8');
    return [commit, decodeNote(written)] as const;
  });
  return { tip, byCommit: new Map(await Promise.all(notes)) };
}

async function tipOf(path: string): Promise<string> {
  return (await gitAt(path).raw('for-each-ref', '--format=%(objectname)', notesRef)).trim();
}

/** A change of a note: what is not named stays as it is. */
export interface NoteChange {
  readonly star?: boolean | undefined;
  /** In place of the text so far; empty: no text. */
  readonly text?: string | undefined;
  /** The text that the author saw: another one by now is not replaced. */
  readonly seen?: string | undefined;
  readonly by: string;
}

/**
 * Changes the note of a candidate, given by its commit, and resolves once that is durable. Writers take turns, so that each
 * sees what those before it wrote; a run that writes its record meanwhile notices nothing. Replaced texts stay in the
 * history of the notes.
 *
 * @throws {UsageError} where the change cannot be made.
 */
export async function writeNote(path: string, commit: string, change: NoteChange): Promise<Note> {
  const wanted = checked(change);
  try {
    return await changeNote(path, commit, wanted);
  } catch (cause) {
    throw environmentError('The note could not be written', cause);
  }
}

async function changeNote(path: string, commit: string, { star, text, seen, by }: NoteChange): Promise<Note> {
  const unlock = await takeTurn(path);
  try {
    const tip = await tipOf(path);
    const before = tip === '' ? undefined : await readOne(path, commit);
    if (seen !== undefined && seen !== (before?.text ?? ''))
      throw new UsageError(`Somebody has changed this note meanwhile. It now says: ${before?.text || 'nothing'}`);
    const after = { star: star ?? before?.star ?? false, text: text ?? before?.text ?? '', by };
    await commitNote(path, tip, commit, after);
    return after;
  } finally {
    await unlock();
  }
}

function checked(change: NoteChange): NoteChange {
  const text = change.text?.replaceAll('\r\n', '\n').trim().toWellFormed();
  const by = change.by.trim();
  if (text !== undefined && text.length > longest.text)
    throw new UsageError(`A note has at most ${longest.text} characters; this one has ${text.length}.`);
  if (by.length > longest.by || !/^\P{Cc}+$/u.test(by))
    throw new UsageError(`The author of a note is named in one line of 1 to ${longest.by} characters.`);
  return { ...change, text, by };
}

/** Waits until no other germline writes notes here. */
async function takeTurn(path: string): Promise<() => Promise<void>> {
  for (const begun = performance.now(); ; await pause(20)) {
    try {
      return await lock(path, 'notes.lock');
    } catch (error) {
      if (!(error instanceof TakenError) || performance.now() - begun > patience) throw error;
    }
  }
}

async function readOne(path: string, commit: string): Promise<Note | undefined> {
  const written = await gitAt(path)
    .raw('notes', `--ref=${notesRef}`, 'show', commit)
    .catch((error: Error) => {
      if (!error.message.includes('no note found')) throw error;
    });
  return typeof written === 'string' ? decodeNote(written) : undefined;
}

/** git refuses to move the notes where somebody moved them meanwhile with git itself. */
async function commitNote(path: string, tip: string, candidate: string, note: Note): Promise<void> {
  await removeStaleLock(path);
  const isEmpty = note.text === '' && !note.star;
  const message = `note on ${candidate}\n`;
  await importInto(
    path,
    [
      `commit ${notesRef}\ncommitter ${identity} now\n${data(message)}`,
      ...(tip === '' ? [] : [`from ${tip}\n`]),
      isEmpty ? `N ${'0'.repeat(40)} ${candidate}\n` : `N inline ${candidate}\n${data(encodeNote(note))}`,
      '\ndone\n',
    ].join(''),
  );
  const made = await gitAt(path).raw('rev-list', '--objects', notesRef, ...(tip === '' ? [] : [`^${tip}`]));
  const folders = made.split('\n').flatMap((line) => (line === '' ? [] : [`objects/${line.slice(0, 2)}`]));
  for (const folder of [...new Set(folders), 'objects', dirname(notesRef), 'refs'])
    await syncFolder(join(path, folder)).catch(() => {}); // an object may have been known, in a pack
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

/** Objects stay loose: a pack for each note would make a population slow to read. */
const settings = { 'core.fsync': 'all', 'core.hooksPath': '/dev/null', 'fastimport.unpackLimit': '100' };

async function importInto(path: string, commands: string): Promise<void> {
  const configuration = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const options = [...configuration, 'fast-import', '--quiet', '--done', '--date-format=now'];
  const importing = promisify(execFile)('git', options, { cwd: path, env: gitEnvironment() });
  importing.child.stdin?.on('error', () => {}); // one that ended early shows it by its exit
  importing.child.stdin?.end(commands);
  await importing;
}

async function removeStaleLock(path: string): Promise<void> {
  const file = join(path, `${notesRef}.lock`);
  const found = await stat(file).catch(() => undefined);
  if (found && Math.abs(Date.now() - found.mtimeMs) > staleAfter) await rm(file, { force: true });
}
