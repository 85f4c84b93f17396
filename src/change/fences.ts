/** A fenced block of an answer. */
export interface Fence {
  /** The text after the opening fence, such as `ts main.ts`. */
  readonly info: string;
  readonly text: string;
  /** The last line with text before the fence. */
  readonly before: string;
  /** Whether it was closed; an answer that was cut off leaves its last one open. */
  readonly closed: boolean;
}

/** The fenced blocks of a text, in order. A fence ends at a line of at least as many of the same characters. */
export function fencesOf(answer: string): readonly Fence[] {
  const fences: Fence[] = [];
  let open: { mark: string; info: string; before: string; lines: string[] } | undefined;
  let before = '';
  for (const line of linesOf(answer)) {
    const [, mark = '', info = ''] = /^\s{0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open && mark.startsWith(open.mark) && info.trim() === '') {
      fences.push({ info: open.info, text: open.lines.join('\n'), before: open.before, closed: true });
      open = undefined;
      before = '';
    } else if (open) open.lines.push(line);
    else if (mark && !info.includes('`')) open = { mark, info: info.trim(), before, lines: [] };
    else if (line.trim()) before = line.trim();
  }
  if (open) fences.push({ info: open.info, text: open.lines.join('\n'), before: open.before, closed: false });
  return fences;
}

/** A fence that nothing in the text can close. */
export function fenceFor(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(longest + 1);
}

export function linesOf(text: string): string[] {
  return text.replaceAll('\r\n', '\n').split('\n');
}
