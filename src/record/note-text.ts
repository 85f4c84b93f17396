import type { Note } from '../api/note.ts';

/** A note as git keeps it: the text, and a paragraph that says the rest, so that `git log --notes=germline` reads well. */
export function encodeNote({ star, text, by }: Note): string {
  const facts = `Starred: ${star ? 'yes' : 'no'}\nBy: ${by}\n`;
  return text === '' ? facts : `${text}\n\n${facts}`;
}

/** Reads a note; what a person wrote with git alone is text as a whole. */
export function decodeNote(written: string): Note {
  const [whole, text = '', star, by = ''] = /^(?:([\s\S]*)\n\n)?Starred: (yes|no)\nBy: (.*)\n*$/.exec(written) ?? [];
  return whole === undefined ? { star: false, text: written.trim(), by: '' } : { star: star === 'yes', text, by };
}
