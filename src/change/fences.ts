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

interface Opening {
  /** What stands before the fence in its line, and before the lines of its text: white space, or signs of quotation. */
  readonly indent: string;
  readonly mark: string;
  readonly info: string;
  readonly before: string;
}

/** The fenced blocks of a text, in order. A fence ends at a line of at least as many of the same characters. */
export function fencesOf(answer: string): readonly Fence[] {
  const fences: Fence[] = [];
  let open: (Opening & { readonly lines: string[] }) | undefined;
  let before = '';
  const close = ({ info, before: named, lines }: NonNullable<typeof open>, closed: boolean) => {
    fences.push({ info, text: lines.join('\n'), before: named, closed });
    open = undefined;
    before = '';
  };
  for (const line of linesOf(answer)) {
    const last = open && lastLineOf(open, line);
    if (open && last !== undefined) {
      if (last !== '') open.lines.push(outdented(last, open.indent));
      close(open, true);
    } else if (open) open.lines.push(outdented(line, open.indent));
    else {
      const opening = openingOf(line, before);
      if (opening) open = { ...opening, lines: [] };
      else if (line.trim()) before = line.trim();
    }
  }
  if (open) close(open, false);
  return fences;
}

/** A fence opens at the beginning of a line, or behind text where a language is named. A fence around a whole answer in Markdown is none. */
function openingOf(line: string, before: string): Opening | undefined {
  const [, indent = '', mark, rest = ''] = /^([\s>]*)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
  const info = rest.trim();
  if (mark) return info.includes('`') || /^(?:md|markdown)$/i.test(info) ? undefined : { indent, mark, info, before };
  const [, text = '', behind, language = ''] = /^([^`]*[\s:])(`{3,})(\w[\w+#.-]*)\s*$/.exec(line) ?? [];
  return behind ? { indent: '', mark: behind, info: language, before: text.trim() } : undefined;
}

/** What the line that closes a fence has before it: nothing, or the last code; undefined where the line does not close it. */
function lastLineOf({ indent, mark }: Opening, line: string): string | undefined {
  const text = line.trimEnd();
  if (!text.endsWith(mark)) return undefined;
  const [own = ''] = /^[\s>]*/.exec(text) ?? [];
  const code = withoutEnd(text.slice(own.length), mark[0] as string);
  if (code === '') return own.length <= indent.length + 3 ? '' : undefined;
  return /[;})\]]$/.test(code) && !code.includes('`') ? own + code : undefined;
}

/** A text without the run of a character that it ends with. */
function withoutEnd(text: string, character: string): string {
  let end = text.length;
  while (text[end - 1] === character) end--;
  return text.slice(0, end);
}

function outdented(line: string, indent: string): string {
  if (indent.includes('>')) return line.replace(/^\s*> ?/, '');
  return line.slice(Math.min(indent.length, line.length - line.trimStart().length));
}

/** All between the first fence that opens and the last that closes: one block, whose text holds fences as short as its own. */
export function outermostFence(answer: string): Fence | undefined {
  const lines = linesOf(answer);
  const first = lines.findIndex((line) => openingOf(line, '') !== undefined);
  const last = lines.findLastIndex((line) => /^[\s>]*(?:`{3,}|~{3,})\s*$/.test(line));
  if (first < 0 || last <= first) return undefined;
  const { info = '' } = openingOf(lines[first] as string, '') ?? {};
  return { info, text: lines.slice(first + 1, last).join('\n'), before: '', closed: true };
}

/** A fence that nothing in the text can close. */
export function fenceFor(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(longest + 1);
}

export function linesOf(text: string): string[] {
  return text.replaceAll('\r\n', '\n').split('\n');
}
