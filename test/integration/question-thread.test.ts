import { expect, onTestFinished, test } from 'vitest';
import { EnvironmentError } from '../../src/api/errors.ts';
import { LimitedProcess } from '../../src/language/limited-process.ts';
import { QuestionThread } from '../../src/language/question-thread.ts';
import { isAhead, readAhead, Unread } from '../../src/language/read-ahead.ts';

const open = (file: string) =>
  new QuestionThread<{ readonly word: string }, string>(new URL(file, import.meta.url), 20_000);

test('a question that ends the thread costs those beside it no answer', async () => {
  const thread = open('../fixtures/fragile-thread.ts');
  const words = ['a', 'end', 'b', 'end', 'c'];
  const answers = await Promise.all(words.map((word) => readAhead(() => thread.ask({ word }) ?? 'none')));
  expect(answers).toEqual(['a', 'none', 'b', 'none', 'c']);
});

test('where no thread starts, the machine is at fault and no text', async () => {
  const thread = open('../fixtures/no-such-thread.ts');
  await expect(readAhead(() => thread.ask({ word: 'a' }))).rejects.toThrow(EnvironmentError);
});

test('where no process starts, it says why', async () => {
  const { execPath } = process;
  onTestFinished(() => {
    process.execPath = execPath;
  });
  process.execPath = '/no/such/node';
  const reader = new LimitedProcess(new URL('../reading/read-everything.ts', import.meta.url), {
    ...{ processor: 1000, megabytes: 1024, wall: 20_000 },
  });
  expect(await reader.ask({})).toEqual({ unstarted: expect.stringMatching(/cannot be started: .*ENOENT/) });
});

test('a function that waits for another text each time ends: in the end it is read while nothing else happens', async () => {
  let calls = 0;
  const read = () => {
    calls++;
    if (isAhead()) throw new Unread(Promise.resolve());
    return calls;
  };
  expect(await readAhead(read)).toBeGreaterThan(10);
});
