import { readFile } from 'node:fs/promises';
import { UsageError } from '../api/errors.ts';
import type { Lesson } from '../api/playbook.ts';
import { messageOf } from '../fault.ts';
import { userName } from './author.ts';
import { readPlaybookText } from './playbook-text.ts';

/**
 * The lessons in a file: what `germline export --playbook` writes, or one a line, such as `strategy: sort first`, which
 * then are words of this user.
 *
 * @throws {UsageError} when the file cannot be read.
 */
export async function readLessons(file: string): Promise<readonly Lesson[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`The lessons cannot be read: ${messageOf(error)}`);
  });
  if (/^\s*\{/.test(text)) return exported(text, file);
  const by = { name: userName(), is: 'person' } as const;
  return readPlaybookText(text, file).map(({ kind, text }) => ({ kind, text, by }));
}

/** Their fields are checked with the other options of the run. */
function exported(text: string, file: string): readonly Lesson[] {
  try {
    const { lessons } = JSON.parse(text) as { readonly lessons: readonly Lesson[] };
    return lessons.map(({ kind, text, by }) => ({ kind, text, by }));
  } catch (error) {
    throw new UsageError(`${file} is no file of "germline export NAME --playbook": ${messageOf(error)}`);
  }
}
