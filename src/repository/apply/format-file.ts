import { readdir, readFile } from 'node:fs/promises';
import { delimiter, dirname, join, relative } from 'node:path';
import { languageOf } from '../../language/index.ts';
import { type Formatter, formatters } from './formatters.ts';
import { withLineEndsOf } from './line-ends.ts';

/** Time for one call of a formatter, in milliseconds. */
const patience = 60_000;

/** A text as the project's formatter writes it, or why that did not write it. */
type Formatted = { readonly text: string; readonly by: string } | { readonly unformatted: string };

/** A file of the repository, before and after a change. */
interface Change {
  /** The repository's top folder, and the file's path below it. */
  readonly top: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** A file that shows that the project uses a formatter. */
interface Sign {
  readonly folder: string;
  readonly text: string;
}

/**
 * Formats the changed text as the project does; undefined where the project has no formatter for it. A formatter that would
 * also change the text of before is not the one that formats this file: it would bury the change among others.
 */
export async function formatFile(change: Change): Promise<Formatted | undefined> {
  let refused: Formatted | undefined;
  for (const formatter of formatters.filter(({ files }) => files.test(change.path))) {
    const sign = await findSign(formatter, change.top, dirname(join(change.top, change.path)));
    const formatted = sign && (await format(formatter, sign, change));
    if (formatted && 'text' in formatted) return formatted;
    refused ??= formatted;
  }
  return refused;
}

async function format(formatter: Formatter, sign: Sign, { top, path, before, after }: Change): Promise<Formatted> {
  const { name } = formatter;
  const run = (text: string) => runFormatter(formatter, sign, join(top, path), text);
  const same = await run(before);
  if (same === undefined) return { unformatted: `${name} is not installed, or fails` };
  if (withLineEndsOf(before, same) !== before) return { unformatted: `${name} would change other lines too` };
  const text = await run(after);
  if (text === undefined) return { unformatted: `${name} fails on the new text` };
  const key = (text: string) => languageOf(path).key({ name: path, text });
  return key(text) === key(after) ? { text, by: name } : { unformatted: `${name} would change more than the layout` };
}

/** The nearest sign that the project uses a formatter, in a folder or those above it up to the top. */
async function findSign(formatter: Formatter, top: string, folder: string): Promise<Sign | undefined> {
  for (const name of await readdir(folder).catch(() => [])) {
    const kind = formatter.signs.find(([file]) => file.test(name));
    const text = kind && (await readFile(join(folder, name), 'utf8').catch(() => undefined));
    if (text !== undefined && (kind?.[1]?.test(text) ?? true)) return { folder, text };
  }
  return relative(top, folder) === '' ? undefined : await findSign(formatter, top, dirname(folder));
}

/** What a formatter makes of a text; undefined where it fails. Formatters of the project come before those of the system. */
async function runFormatter(
  { name, args }: Formatter,
  { folder, text: sign }: Sign,
  path: string,
  input: string,
): Promise<string | undefined> {
  const programs = [join(folder, '.venv', 'bin'), process.env.PATH].join(delimiter);
  const { execa } = await import('execa'); // loaded on demand: it takes 80 ms
  const { failed, stdout } = await execa(name, args(relative(folder, path), sign), {
    ...{ cwd: folder, preferLocal: true, localDir: dirname(path), env: { PATH: programs } },
    ...{ input, stripFinalNewline: false, reject: false, timeout: patience },
  });
  return failed ? undefined : stdout;
}
