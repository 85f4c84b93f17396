import { expect, test } from 'vitest';
import { Answers, readAnswers, recordedAnswers } from '../../src/models/answers.ts';
import { aModelRequest } from '../factory.ts';

const tokens = { prompt: 1, answer: 1 };
const said = (prompt: string, answer: string) => ({ prompt, answer, tokens });

test('a recorded question gets its own answer, any other the next unused one; each is used once', () => {
  const answers = new Answers([said('a', '1'), said('b', '2'), said('a', '3'), said('c', '4')]);
  const taken = ['b', 'a', 'a', 'a', 'x'].map((prompt) => answers.take(prompt)?.answer);
  expect(taken).toEqual(['2', '1', '3', '4', undefined]);
});

test('failures of a server are not replayed, those of a model are', async () => {
  const failed = (kind: string) => ({ ...said('a', ''), failure: { kind, message: kind } });
  const provider = recordedAnswers('f', new Answers(['transient', 'busy', 'resource', 'empty'].map(failed)));
  const request = aModelRequest({ messages: [{ role: 'user', content: 'a' }] });
  const never = new AbortController().signal;
  expect(await provider.ask(request, never)).toMatchObject({ status: 'failed', kind: 'empty', message: 'empty' });
  expect(await provider.ask(request, never)).toMatchObject({
    kind: 'configuration',
    message: expect.stringContaining('used up'),
  });
});

test('a file of lines and the document of the log are read alike, in the order of the attempts', () => {
  const attempts = [
    { number: 3, model: 'm', exchanges: [said('q3', 'a3'), said('q4', 'a4')] },
    { number: 1, model: 'm', exchanges: [said('q1', 'a1')] },
    { number: 2, model: 'n', exchanges: [said('q2', 'a2')] },
    { number: 0, summary: 'an operator' },
  ];
  const read = readAnswers(attempts.map((attempt) => JSON.stringify(attempt)).join('\n'), 'f');
  expect(read.get('m')?.map(({ answer }) => answer)).toEqual(['a1', 'a3', 'a4']);
  expect([...read.keys()]).toEqual(['m', 'n']);
  expect(readAnswers(JSON.stringify(attempts), 'f')).toEqual(read);
});

test.each([
  ['{"number":1}\nnonsense', 'f, line 2 is not JSON'],
  ['{"number":1,"model":"m","exchanges":[{"prompt":"p"}]}', 'f, line 1 is not a recorded attempt'],
  ['[{"number":1}, 7]', 'f, entry 2 is not a recorded attempt'],
])('%s is refused', (text, message) => {
  expect(() => readAnswers(text, 'f')).toThrow(message);
});
