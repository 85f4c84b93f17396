import { stripTypeScriptTypes } from 'node:module';

let quiet = false;

/** Replaces types by blanks, so that every position stays what it was. Throws SyntaxError for what needs compiling (enum). */
export function stripTypes(source: string): string {
  if (!quiet) silenceWarning();
  return stripTypeScriptTypes(source);
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
