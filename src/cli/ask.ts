import { createInterface } from 'node:readline';

/** Where questions go and answers come from, a line each. */
export interface Conversation {
  readonly answers: AsyncIterator<string>;
  say(text: string): void;
  end(): void;
}

/** One conversation for all questions: lines that came early wait for the next. */
export function converse(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Conversation {
  const lines = createInterface({ input, terminal: false });
  return { answers: lines[Symbol.asyncIterator](), say: (text) => void output.write(text), end: () => lines.close() };
}

export interface Question {
  readonly text: string;
  /** What an empty answer means. */
  readonly usual: string;
  /** The answer, or undefined for one that will not do; `hint` then says why. */
  readonly read: (answer: string) => string | undefined;
  readonly hint: string;
}

/** Asks until the answer will do. Undefined when the input ends first. */
export async function ask(talk: Conversation, { text, usual, read, hint }: Question): Promise<string | undefined> {
  talk.say(`${text} [${usual}] `);
  for (;;) {
    const { value, done } = await talk.answers.next();
    if (done) return undefined;
    const answer = read(value.trim() || usual);
    if (answer !== undefined) return answer;
    talk.say(`${hint} [${usual}] `);
  }
}

/** The question which of several to take, by number or by name. */
export function choice(text: string, options: Readonly<Record<string, string>>): Question {
  const names = Object.keys(options);
  const listed = names.map((name, index) => `  ${index + 1}  ${name.padEnd(13)} ${options[name]}`);
  return {
    text: [text, ...listed, 'Which?'].join('\n'),
    usual: '1',
    read: (answer) => (names.includes(answer) ? answer : names[Number(answer) - 1]),
    hint: `A number from 1 to ${names.length}, or a name.`,
  };
}
