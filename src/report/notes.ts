import type { Note } from '../api/note.ts';

/** What a person noted about a candidate. */
export interface NoteFacts extends Note {
  /** The candidate's attempt number. */
  readonly attempt: number;
}

const sign = '★';

/** The notes of a record by attempt number, the starred ones first. */
export function notesOf(notes: ReadonlyMap<number, Note>): readonly NoteFacts[] {
  const all = [...notes].map(([attempt, note]) => ({ attempt, ...note }));
  return all.sort((a, b) => Number(b.star) - Number(a.star) || a.attempt - b.attempt);
}

/** A star, the text, or both. */
export function describeNote({ star, text }: Pick<Note, 'star' | 'text'>): string {
  return [...(star ? [sign] : []), ...(text === '' ? [] : [text])].join(' ');
}

/** The same with the candidate and the author. */
export function describeNoteOf({ attempt, by, ...note }: NoteFacts): string {
  return `#${attempt}${by === '' ? '' : `, by ${by}`}: ${describeNote(note)}`;
}
