import { type Fence, linesOf } from './fences.ts';
import type { Replacement } from './replacements.ts';

const hunkHead = /^@@/;
const fileHead = /^(?:\+\+\+ |\*\*\* (?:Update|Add) File: )/;
const otherHead = /^(?:diff --git |index [\da-f]+\.\.|\*\*\* (?:Begin|End) Patch|\*\*\* End of File|\\ No newline)/;

/** Whether a fence holds a unified diff, by its name or by its head. */
export function isDiff({ info, text }: Fence): boolean {
  return /^(?:u?diff|patch)\b/i.test(info) || /^@@ .*@@|^--- .*\n\+\+\+ |^\*\*\* Begin Patch/m.test(text);
}

/** The part of a text without fences that is a diff: prose may stand before and behind it. */
export function diffIn(text: string): string {
  const [start] = /^(?:@@ .*@@|--- .*\n\+\+\+ |\*\*\* Begin Patch)[\s\S]*/m.exec(text) ?? [''];
  return start.split(/\n\n(?=[^+\-@ \\*\n])/)[0] ?? '';
}

/**
 * The hunks of a unified diff as replacements, without their line numbers, in which models are often wrong. A line
 * without a sign belongs to the context.
 */
export function hunksOf({ text }: Fence, names: readonly string[]): readonly Replacement[] {
  const hunks: Replacement[] = [];
  let file: string | undefined;
  let [search, replace]: [string[], string[]] = [[], []];
  const end = () => {
    if (search.join('\n') !== replace.join('\n')) hunks.push({ search, replace, file });
    [search, replace] = [[], []];
  };
  const lines = linesOf(text);
  for (const [index, line] of lines.entries()) {
    if (fileHead.test(line)) {
      end();
      file = names.find((name) => line.includes(name));
    } else if (hunkHead.test(line)) end();
    else if (otherHead.test(line) || (line.startsWith('--- ') && fileHead.test(lines[index + 1] ?? ''))) continue;
    else {
      const code = line.replace(/^[+ -]/, '');
      if (!line.startsWith('+')) search.push(code);
      if (!line.startsWith('-')) replace.push(code);
    }
  }
  end();
  return hunks;
}
