import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Files } from '../api/program.ts';
import type { Request } from '../api/proposer.ts';
import { readWithin } from '../evaluation/read-within.ts';
import { renderLesson } from '../proposers/prompted/prompt/render.ts';
import type { History } from './history.ts';
import { writeHistory } from './history-files.ts';

/** Longest file that is read back, in bytes. */
const longest = 2 ** 20;

/** Writes what an agent works with into an empty folder. */
export async function fillFolder(folder: string, request: Request, task: string, history: History): Promise<void> {
  const { parent, context = [], lessons = [] } = request;
  await writeFiles(join(folder, 'program'), parent.program.files);
  await writeFiles(
    join(folder, 'context'),
    Object.fromEntries(context.map(({ name, text }, index) => [`${index + 1}-${basename(name)}`, text])),
  );
  await writeFile(join(folder, 'TASK.md'), task);
  const learnt = lessons.map((lesson) => `${renderLesson(lesson)}\n`);
  if (learnt.length > 0) await writeFile(join(folder, 'playbook.md'), learnt.join(''));
  await writeHistory(history, join(folder, 'history'));
}

async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** What an agent left: the program's files, or the name of one that is missing, and its summary. */
export interface Leavings {
  readonly files: Files;
  readonly missing: string | undefined;
  readonly summary: string;
}

/** Reads what an agent left in its folder. Nothing of it runs any more, and links lead nowhere. */
export async function readLeavings(folder: string, parent: Files): Promise<Leavings> {
  const names = Object.keys(parent);
  const texts = await Promise.all(names.map((name) => readWithin(folder, join(folder, 'program', name), longest)));
  const missing = names.find((_, index) => texts[index] === undefined);
  const files = Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
  return { files, missing, summary: await summaryIn(folder) };
}

async function summaryIn(folder: string): Promise<string> {
  const text = (await readWithin(folder, join(folder, 'summary.txt'), longest)) ?? '';
  const [line = ''] = text.trim().split('\n');
  return line.replaceAll(/\s+/g, ' ').slice(0, 200).toWellFormed();
}
