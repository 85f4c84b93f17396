import { UsageError } from '../api/errors.ts';
import { plainAfter, plainLine } from '../plain.ts';
import { populationPath } from '../population-path.ts';
import { type NoteChange, writeNote } from '../record/notes.ts';
import { commitOf, type RunRecord } from '../record/read-record.ts';
import { describeNote, describeNoteOf, notesOf } from '../report/notes.ts';
import { jsonOption, populationArgument } from './arguments.ts';
import { authorOption, userName } from './author.ts';
import { defineCommand } from './command.ts';
import { printJson } from './standard-output.ts';
import { withRecord } from './with-record.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .positional('candidate', {
        type: 'string',
        describe: 'Attempt number, commit id or branch; without one, all notes are listed',
      })
      .positional('text', { type: 'string', describe: 'The note, in place of the one before' })
      .options({
        star: { type: 'boolean', describe: 'Star the candidate; --no-star takes the star back' },
        remove: { type: 'boolean', default: false, describe: 'Remove the note and the star' },
        by: authorOption,
        json: jsonOption,
      })
      .example('$0 note circle-packing-26-1 1234 "the first with a hexagonal start"', 'also during the search')
      .example('$0 note circle-packing-26-1 champion --star', 'a star, with the note as it is')
      .example('$0 note circle-packing-26-1', 'all stars and notes')
      .epilogue(
        'Notes are kept beside the record, as git notes: no commit id changes. Bundles hold them; what is exchanged with other ' +
          'runs does not. Earlier texts: git -C populations/NAME.git log -p notes/germline',
      ),
  handler: (argv) =>
    withRecord(argv.population, async (record) => {
      const { population, candidate, json } = argv;
      if (candidate === undefined) return list(record, json);
      const entry = record.find(candidate);
      const { number } = entry.attempt;
      const change = changeOf(argv);
      const note =
        change === undefined
          ? record.notes.get(number)
          : await writeNote(await populationPath(population), commitOf(entry), change);
      if (json) printJson({ attempt: number, ...(note ?? { star: false, text: '', by: '' }) });
      else console.log(`#${number}: ${plainAfter((note && describeNote(note)) || 'no note')}`);
    }),
});

/** The change that the options name; undefined where they name none. */
function changeOf({
  text,
  star,
  remove,
  by = userName(),
}: {
  readonly text: string | undefined;
  readonly star: boolean | undefined;
  readonly remove: boolean;
  readonly by: string | undefined;
}): NoteChange | undefined {
  if (remove && (text !== undefined || star !== undefined))
    throw new UsageError('Pass either a text or a star, or --remove.');
  if (remove) return { text: '', star: false, by };
  return text === undefined && star === undefined ? undefined : { text, star, by };
}

function list({ notes }: RunRecord, json: boolean): void {
  const all = notesOf(notes);
  if (json) printJson(all);
  else console.log(all.map((note) => plainLine(describeNoteOf(note))).join('\n') || 'There are no notes.');
}
