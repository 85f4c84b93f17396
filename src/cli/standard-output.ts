import { Writable } from 'node:stream';
import { plainLine } from '../plain.ts';

const write = process.stdout.write.bind(process.stdout);

/**
 * Sends all else that is printed from now on to standard error, such as the output of a problem's files and of threads.
 * Returns standard output.
 */
export function ownStandardOutput(): Writable {
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  return new Writable({ write: (chunk, _, done) => void write(chunk, () => done()) });
}

/** Prints the document of a command that was called with `--json`. */
export function printJson(document: unknown): void {
  write(`${JSON.stringify(document)}\n`);
}

/** Says on standard error what a person should know. */
export const onStandardError = { notice: (text: string) => void process.stderr.write(`${plainLine(text)}\n`) };
