import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgsStringToArgv } from 'string-argv';
import { UsageError } from '../api/errors.ts';

/**
 * Lets a person change a text in their editor, that of VISUAL or EDITOR, and does something with the result. Where that
 * fails, the text stays in the file, and the error says where.
 */
export async function editText<T>(text: string, name: string, use: (edited: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'germline-edit-'));
  const file = join(folder, name);
  await writeFile(file, text);
  await openEditor(file);
  const result = await use(await readFile(file, 'utf8')).catch((error: unknown) => {
    throw error instanceof UsageError ? new UsageError(`${error.message} Your text is in ${file}.`) : error;
  });
  await rm(folder, { recursive: true, force: true });
  return result;
}

async function openEditor(file: string): Promise<void> {
  const { VISUAL, EDITOR = 'vi' } = process.env;
  const [command = 'vi', ...words] = parseArgsStringToArgv(VISUAL || EDITOR);
  const editor = spawn(command, [...words, file], { stdio: 'inherit' });
  const [code] = await once(editor, 'close').catch((error: Error) => {
    throw new UsageError(`The editor ${command} cannot be started: ${error.message}. Set EDITOR, or pass --from FILE.`);
  });
  if (code !== 0) throw new UsageError(`The editor ${command} ended with exit code ${code}: nothing was changed.`);
}
