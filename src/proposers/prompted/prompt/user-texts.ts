import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { UsageError } from '../../../api/errors.ts';
import type { ContextFile } from '../../../api/proposer.ts';
import { messageOf } from '../../../fault.ts';
import { type Ask, asks } from './asks.ts';

/** The user's variations of asks, by the name of the ask. */
export type Templates = Readonly<Record<string, readonly string[]>>;

/** @throws {UsageError} when a file cannot be read. */
export function readContext(files: readonly string[]): readonly ContextFile[] {
  return files.map((file) => ({ name: basename(file), text: read(() => readFileSync(file, 'utf8')).trim() }));
}

/**
 * The texts in a folder: `improve.md` or `improve.txt` replaces all variations of `improve`. Lines of `---` separate
 * variations.
 *
 * @throws {UsageError} when a file has not the name of an ask, or is empty.
 */
export function readTemplates(folder: string): Templates {
  const files = read(() => readdirSync(folder)).filter((file) => ['.md', '.txt'].includes(extname(file)));
  const known = asks.map(({ name }) => name);
  return Object.fromEntries(
    files.sort().map((file) => {
      const name = basename(file, extname(file));
      const path = join(folder, file);
      const text = read(() => readFileSync(path, 'utf8'));
      const variations = text.split(/^---+\s*$/m).flatMap((part) => part.trim() || []);
      if (!known.includes(name)) throw new UsageError(`${path} does not have the name of an ask: ${known.join(', ')}.`);
      if (variations.length === 0) throw new UsageError(`${path} is empty.`);
      return [name, variations];
    }),
  );
}

function read<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new UsageError(`A file with text for prompts cannot be read: ${messageOf(error)}`);
  }
}

/** All asks, with the user's variations in place of the built-in ones. */
export function asksWith(templates: Templates): readonly Ask[] {
  return asks.map((ask) => ({ ...ask, variations: templates[ask.name] ?? ask.variations }));
}
