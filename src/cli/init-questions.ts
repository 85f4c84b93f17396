import { FailureError } from '../api/errors.ts';
import { lineOf } from '../evaluation/native/words.ts';
import { measuresOf, type Said, testOf } from '../repository/propose/draft.ts';
import type { Found } from '../repository/propose/find.ts';
import type { Command } from '../repository/propose/proposal.ts';
import type { MeasureFile } from '../repository/schema.ts';
import type { Terminal } from './new.ts';

/** Most functions to choose from. */
const most = 12;
const other = 'Another one';

/** Asks for what was not said, with what is found as the answers. @throws {FailureError} when the user leaves by Ctrl-C. */
export async function askFor(said: Said, found: Found, terminal: Terminal): Promise<Said> {
  const ask = await questions(terminal);
  try {
    const evolve = said.evolve ?? [await askPlace(ask, found)];
    const known = { ...said, evolve };
    const test = said.test ?? (await askTest(ask, known, found));
    const measure = said.measure ?? (await askMeasure(ask, { ...known }, found));
    // A test that is the proposed one keeps the tests that are proposed to run before it.
    return { ...known, ...(lineOf(test) !== proposedTest(known, found) && { test }), measure };
  } catch (cause) {
    if ((cause as Error).name !== 'ExitPromptError') throw cause;
    throw new FailureError('Nothing was written.', { cause });
  }
}

interface Questions {
  text(message: string, proposed?: string): Promise<string>;
  choice<T>(message: string, choices: readonly { readonly name: string; readonly value: T }[]): Promise<T>;
}

async function questions(terminal: Terminal): Promise<Questions> {
  const [{ default: input }, { default: select }] = await Promise.all([
    import('@inquirer/input'),
    import('@inquirer/select'),
  ]);
  return {
    text: (message, proposed) =>
      input({ message, required: true, ...(proposed !== undefined && { default: proposed }) }, terminal),
    choice: (message, choices) => select({ message, choices: [...choices], pageSize: most + 1 }, terminal),
  };
}

async function askPlace(ask: Questions, { suggested }: Found): Promise<string> {
  const choices = suggested
    .slice(0, most)
    .map(({ place, lines }) => ({ name: `${place} (${lines} lines)`, value: place }));
  const chosen =
    choices.length > 0 ? await ask.choice('What may change?', [...choices, { name: other, value: '' }]) : '';
  return chosen || (await ask.text('A file, or a file and a function (src/similar.ts#rank)'));
}

function proposedTest(said: Said, { proposals }: Found): string | undefined {
  return proposals.some(({ test }) => test !== undefined) ? lineOf(testOf(said, proposals)) : undefined;
}

async function askTest(ask: Questions, said: Said, found: Found): Promise<Command> {
  return await ask.text('Which command must pass?', proposedTest(said, found));
}

async function askMeasure(
  ask: Questions,
  said: Said & { readonly evolve: readonly string[] },
  { look, proposals }: Found,
): Promise<MeasureFile> {
  const proposed = measuresOf(look, said, proposals).slice(0, most);
  const choices = proposed.map(({ measure }) => ({
    name: describe(measure),
    value: measure as MeasureFile | undefined,
  }));
  const chosen = await ask.choice('What measures?', [...choices, { name: other, value: undefined }]);
  return chosen ?? { run: await ask.text('Which command measures?') };
}

function describe({ run, format, time }: MeasureFile): string {
  const read = format ?? (time === undefined ? '' : 'the time that it takes');
  return `${lineOf(run)}${read && ` (${read})`}`;
}
