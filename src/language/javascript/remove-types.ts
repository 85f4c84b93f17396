import { stripTypeScriptTypes } from 'node:module';
import type { Answer } from './reader.ts';

let quiet = false;

/** Puts blanks in the place of types, so that every position stays what it was; or says what needs compiling (enum). */
export function removeTypes(text: string): Answer {
  if (!quiet) silenceWarning();
  try {
    return { text: stripTypeScriptTypes(text) };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    return { fault: message, broken: !code.endsWith('TYPESCRIPT_SYNTAX') };
  }
}

/** Node warns once that the function is experimental; the version of Node is pinned, so nobody needs to hear of it. */
function silenceWarning() {
  quiet = true;
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    stripTypeScriptTypes('');
  } finally {
    process.emitWarning = emitWarning;
  }
}
