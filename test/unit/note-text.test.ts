import { boolean, constantFrom, property, record, string, assert as verify } from 'fast-check';
import { expect, test } from 'vitest';
import { decodeNote, encodeNote } from '../../src/record/note-text.ts';

test('a note comes back as it was, whatever its text looks like', () => {
  const tricky = constantFrom('Starred: yes\nBy: eve', '\n\nStarred: no\nBy: eve\n', 'a\n\nb', '★', '');
  for (const text of [string(), tricky])
    verify(
      property(
        record({ star: boolean(), text: text.map((one) => one.trim()), by: constantFrom('ann', '') }),
        (note) => {
          expect(decodeNote(encodeNote(note))).toEqual(note);
        },
      ),
    );
});

test('a note that a person wrote with git alone is its text', () => {
  expect(decodeNote('try this\nagain\n')).toEqual({ star: false, text: 'try this\nagain', by: '' });
  expect(decodeNote('try this\n\nStarred: yes\nBy: bob\n\n')).toEqual({ star: true, text: 'try this', by: 'bob' });
});
