/** What test runners and compilers write where something fails. */
const telling =
  /\b(not ok|FAIL(ED|URES?)?|fail(ed|ing)?|panicked|Traceback|Assertion\w*|assert\w*|expected|actual|received|cannot|undefined|unexpected)\b|\w*(Error|Exception)\b|error(\[\w+\])?:|✖|✗|✕|×|❌|^E\s|^--- FAIL|^\s*\+?\s*[-+] /i;
/** What they write of tests that pass, of time, and of their own code. */
const idle =
  /^\s*(✔|✓|√|ok \d|PASS\b|# (pass|suites|cancelled|skipped|todo|duration)|ℹ )|duration_ms|node:internal|node_modules|site-packages/;

const [mostLines, mostCharacters] = [30, 2500];

/** The lines of a command's output that say what failed: the telling ones with what follows them, the first ones first. */
export function usefulLines(output: string, complaint: string, root: string): string {
  const text = [output, complaint].map(plainText).join('\n').replaceAll(`${root}/`, '');
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !idle.test(line));
  const found = lines.map((line, index) => (telling.test(line) ? index : -1)).filter((index) => index >= 0);
  const kept = new Set(found.flatMap((index) => [index, index + 1, index + 2]));
  const chosen = kept.size > 0 ? lines.filter((_, index) => kept.has(index)) : lines.slice(-mostLines);
  return [...new Set(chosen)].slice(0, mostLines).join('\n').slice(0, mostCharacters);
}

/** Without colours and other control sequences of terminals. */
export function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it removes
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replaceAll('\r', '');
}
