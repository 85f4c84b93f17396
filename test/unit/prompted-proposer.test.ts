import { expect, test } from 'vitest';
import type { Exchange } from '../../src/api/attempt.ts';
import type { Program } from '../../src/api/program.ts';
import type { Proposal, Request } from '../../src/api/proposer.ts';
import { readProgram } from '../../src/language/program.ts';
import type { Askable } from '../../src/models/askable.ts';
import { failure, type ModelAnswer, type ModelFailure, type ModelRequest } from '../../src/models/provider.ts';
import { modelSchema } from '../../src/models/settings.ts';
import { Spending } from '../../src/models/spending.ts';
import { Habits } from '../../src/proposers/prompted/habits.ts';
import { type Ask, asks } from '../../src/proposers/prompted/prompt/asks.ts';
import { promptedProposer } from '../../src/proposers/prompted/proposer.ts';
import { randomStream } from '../../src/random.ts';
import { aCandidate, aFailure, aScore } from '../factory.ts';
import { proposalOf } from '../fixtures/proposal-of.ts';

const [improve] = asks as [Ask];
const program = (body: string) =>
  readProgram({
    'main.ts': `// EVOLVE-BLOCK-START\nexport const f = () => ${body};\n// EVOLVE-BLOCK-END\n`,
  });
const code = (body: string) => `IDEA: ${body}\n\`\`\`ts\nexport const f = () => ${body};\n\`\`\``;

const aRequest = (more: Partial<Request> = {}): Request => ({
  ...{ statement: 'Make f large.', direction: 'max', parent: aCandidate(1, program('1'), 1), inspirations: [] },
  ...{ random: randomStream(1), ...more },
});

const answered = (text: string): ModelAnswer => ({
  ...{ status: 'answered', text, thinking: '', stop: 'stop' },
  ...{ tokens: { prompt: 1, answer: 1 }, milliseconds: 1, loading: 0 },
});

/** A model that answers as it is told, one after the other, and what it was asked. */
function aModel(settings: object, ...results: (string | ModelFailure)[]) {
  const asked: ModelRequest[] = [];
  const model: Askable = {
    settings: modelSchema.parse({ name: 'm', ...settings }),
    call: async (request) => {
      asked.push(request);
      const next = results.shift() ?? failure('empty', 'it has nothing more to say');
      return { result: typeof next === 'string' ? answered(next) : next, retried: [] };
    },
    ...{ timed: false, spending: new Spending({}) },
  };
  return { model, asked };
}

const propose = (model: Askable, request: Request, ask = improve): Promise<Proposal> =>
  proposalOf(promptedProposer(ask, model, new Habits()), request);

/** The same proposal from its record alone, with a request that is not as it was. */
const replayed = ({ exchanges = [] }: Proposal, more: Partial<Request> = {}) =>
  propose(aModel({ context: 1024, repairs: 0 }).model, aRequest({ statement: 'Other words.', ...more, exchanges }));

test('a replayed conversation keeps the words and the turns of the record', async () => {
  const { model, asked } = aModel({}, 'What?', code('2'));
  const proposal = await propose(model, aRequest());
  expect(asked).toHaveLength(2);
  expect(proposal).toMatchObject({ status: 'proposed', files: program('2').files, summary: '2' });
  expect(await replayed(proposal)).toEqual(proposal);
  const [first] = proposal.exchanges as [Exchange];
  const refused = await replayed({ ...proposal, exchanges: [first] });
  expect(refused).toMatchObject({ status: 'refused', reason: 'no-code', exchanges: [first] });
});

test('a child that can be evaluated is proposed when its repair fails, in a replay too', async () => {
  const evaluate = async ({ files }: Program) =>
    files['main.ts']!.includes('boom') ? aFailure('threw', { stage: 'fit', feedback: 'no boom' }) : aScore(2);
  for (const repair of ['I cannot.', failure('crashed', 'gone'), '```ts\nexport const = ;\n```']) {
    const { model, asked } = aModel({ repairs: 1 }, code('boom()'), repair);
    const proposal = await propose(model, aRequest({ evaluate }));
    expect(asked).toHaveLength(2);
    expect(proposal).toMatchObject({ status: 'proposed', files: program('boom()').files, summary: 'boom()' });
    expect(proposal.exchanges?.[0]?.gate?.name).toBe('run');
    expect(await replayed(proposal)).toEqual(proposal);
  }
  const repaired = await propose(aModel({}, code('boom()'), 'No.', code('2')).model, aRequest({ evaluate }));
  expect(repaired).toMatchObject({ status: 'proposed', files: program('2').files });
});

test.each([
  ['a model that thinks at every level', { name: 'gpt-oss:20b' }, true, true],
  ['a thorough model without a switch', { name: 'llama3.3', role: 'depth' }, false, false],
  ['a thorough model with one', { name: 'magistral', role: 'depth' }, true, true],
  ['a quick model that does not think unless asked to', { name: 'qwen3:8b' }, true, false],
  ['a quick model that thinks unless asked not to', { name: 'qwen3:8b' }, undefined, true],
  ['the same where the user says no', { name: 'qwen3:8b', think: false }, undefined, false],
  ['a family that never thinks', { name: 'gemma3:4b', role: 'depth' }, true, false],
  ['a model that thinks by its system text', { name: 'hermes-4', role: 'depth' }, false, true],
])('%s: room for thoughts', async (_, settings, thinks, wanted) => {
  const { model, asked } = aModel(settings, code('2'));
  await propose({ ...model, thinks }, aRequest());
  expect((asked[0]?.answerTokens ?? 0) > 2000).toBe(wanted);
});

const long = (lines: number) =>
  Array.from({ length: lines }, (_, line) => `// line ${line} of a program that is rather long\n`).join('');
const withLines = (lines: number, body = '1') =>
  readProgram({ 'main.ts': program(body).files['main.ts']!.replace('\nexport', `\n${long(lines)}export`) });

test.each([
  ['other programs are left out to make room for a repair', 105, ['program #2']],
  ['nothing is left out where that cannot make room for a repair', 150, undefined],
])('%s', async (_, lines, dropped) => {
  const parent = aCandidate(1, withLines(lines), 1);
  const inspirations = [aCandidate(2, program(`"${'x'.repeat(2000)}"`), 0.5)];
  const { model, asked } = aModel({ context: 8192 }, `\`\`\`ts\n${long(lines)}export const = 1;\n\`\`\``, code('2'));
  const proposal = await propose(model, aRequest({ parent, inspirations }));
  expect(proposal.exchanges?.[0]?.dropped).toEqual(dropped);
  expect(asked).toHaveLength(dropped ? 2 : 1);
});

test('a prompt that is too long is halved where the server does not count', async () => {
  const inspirations = [withLines(5, '[2]'), withLines(80, 'Math.abs(3)')].map((one, at) =>
    aCandidate(2 + at, one, 0.5),
  );
  const { model, asked } = aModel({}, failure('too-long', 'greater than the context length'), code('2'));
  const { exchanges } = await propose(model, aRequest({ inspirations, context: [{ name: 'n', text: long(10) }] }));
  expect(exchanges?.[1]?.dropped).toEqual(['program #3']); // a tenth would have taken all
  expect(asked).toHaveLength(2);
});

test('a call has the required context where nothing can be left out', async () => {
  const tooLong = failure('too-long', 'x', { counted: { prompt: 4000, context: 2048 } });
  const needs = async (request: Request, ask = improve) => {
    const { model, asked } = aModel({ context: 2048 }, tooLong, tooLong);
    await propose(model, request, ask);
    return asked.map((call) => call.requiredContext);
  };
  const parent = aCandidate(1, withLines(40), 1);
  expect(await needs(aRequest({ parent }))).toEqual([3072]);
  const inspirations = [aCandidate(2, program('[2]'), 0.5)];
  const request = aRequest({ inspirations, statement: 'short' });
  expect(await needs(request)).toEqual([undefined, 2048]);
  const combine = asks.find(({ needs }) => needs === 'mate') as Ask;
  expect(await needs(request, combine)).toEqual([undefined]);
});
