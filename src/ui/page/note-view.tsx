import { plain } from '../../plain.ts';
import { describeNote } from '../../report/notes.ts';
import type { LiveRun } from './live-run.ts';

/** What a person noted about a candidate. */
export function NoteView({ run, number }: { readonly run: LiveRun; readonly number: number }) {
  const note = run.notes.get(number);
  if (!note) return null;
  return (
    <p class="note">
      {plain(describeNote(note))}
      {note.by !== '' && <small> {plain(note.by)}</small>}
    </p>
  );
}
