import { UsageError } from '../api/errors.ts';
import { type LessonKind, lessonKinds, type PlaybookChange, type PlaybookItem } from '../api/playbook.ts';

/** A line of a playbook as text; items that are there have a number. */
interface Line {
  readonly number: number | undefined;
  readonly kind: LessonKind;
  readonly text: string;
}

const help = `# The playbook, one item a line. Change a text to amend the item, delete a line to retire it,
# or add a line without a number: "strategy: what helps" or "pitfall: what fails". Lines with # do not count.
`;

/** The items as text, for an editor. */
export function playbookText(items: readonly PlaybookItem[]): string {
  return `${help}\n${items.map(({ number, kind, text }) => `${number} ${kind}: ${text}\n`).join('')}`;
}

/** @throws {UsageError} where a line is no item; `source` names the text. */
export function readPlaybookText(text: string, source: string): readonly Line[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const [, number, kind = '', words = ''] = /^\s*(\d+)?\s*(\w+)\s*:\s*(\S.*)$/.exec(line) ?? [];
    const known = lessonKinds.find((one) => one === kind.toLowerCase());
    if (!known) throw new UsageError(`${source}, line ${index + 1}: expected "strategy: …" or "pitfall: …".`);
    return [{ number: number === undefined ? undefined : Number(number), kind: known, text: words.trim() }];
  });
}

/** The changes that make the edited text of the items. @throws {UsageError} where it names an item that is not there. */
export function changesTo(items: readonly PlaybookItem[], edited: readonly Line[]): readonly PlaybookChange[] {
  const numbers = new Set(items.map(({ number }) => number));
  const stranger = edited.find(({ number }) => number !== undefined && !numbers.has(number));
  if (stranger) throw new UsageError(`There is no item ${stranger.number}: write a new item without a number.`);
  return [...items.flatMap((item) => changesOf(item, edited)), ...edited.flatMap(addition)];
}

/** A strategy that became a pitfall is another item. */
function changesOf({ number, kind, text }: PlaybookItem, edited: readonly Line[]): readonly PlaybookChange[] {
  const line = edited.find((one) => one.number === number);
  if (!line) return [{ op: 'retire', item: number }];
  if (line.kind !== kind)
    return [
      { op: 'retire', item: number },
      { op: 'add', kind: line.kind, text: line.text, from: [] },
    ];
  return line.text === text ? [] : [{ op: 'amend', item: number, text: line.text }];
}

function addition({ number, kind, text }: Line): readonly PlaybookChange[] {
  return number === undefined ? [{ op: 'add', kind, text, from: [] }] : [];
}
