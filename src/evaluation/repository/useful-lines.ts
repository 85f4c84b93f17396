import { stripVTControlCharacters } from 'node:util';
import type { Printed } from './printed.ts';

/** What test runners and compilers write where something fails. */
const telling =
  /\b(not ok|FAIL(ED|URES?)?|fail(ed|ing)?|panicked|Traceback|Assertion\w*|assert\w*|expected|actual|received|cannot|undefined|unexpected)\b|\w*(Error|Exception)\b|error(\[\w+\])?:|✖|✗|✕|×|❌|^E\s|^--- FAIL|^\s*\+?\s*[-+] /i;
/** What they write of tests that pass, of time, and of their own code. */
const idle =
  /^\s*(✔|✓|√|ok \d|PASS\b|# (pass|suites|cancelled|skipped|todo|duration)|ℹ )|duration_ms|node:internal|node_modules|site-packages/;

/** What an error says is told wherever it was thrown. */
const error = /^\s*\w*Error: /;

const [mostLines, mostCharacters] = [30, 2500];

/** The lines of a command's output that say what failed: the telling ones with what follows them, the first ones first. */
export function usefulLines(printed: Printed, root: string): string {
  const lines = plainLines(printed)
    .map((line) => line.replaceAll(`${root}/`, ''))
    .filter((line) => !idle.test(line) || error.test(line));
  const found = lines.map((line, index) => (telling.test(line) ? index : -1)).filter((index) => index >= 0);
  const kept = new Set(found.flatMap((index) => [index, index + 1, index + 2]));
  const chosen = kept.size > 0 ? lines.filter((_, index) => kept.has(index)) : lines.slice(-mostLines);
  return [...new Set(chosen)].slice(0, mostLines).join('\n').slice(0, mostCharacters);
}

/** Most lines of an output that are read, from its end, and most characters of one: patterns meet text of candidates. */
const [mostRead, longest] = [20_000, 400];

/** The lines of an output that say something, without colours and other control sequences of terminals. */
export function plainLines({ stdout, stderr }: Printed): readonly string[] {
  return [stdout, stderr].flatMap(linesOf);
}

function linesOf(text: string): readonly string[] {
  const lines = text
    .slice(-mostRead * longest)
    .split('\n')
    .slice(-mostRead);
  return lines.map((line) => stripVTControlCharacters(line.slice(0, longest)).trimEnd()).filter(Boolean);
}
