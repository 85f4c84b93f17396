import { expect, test } from 'vitest';
import type { AnswerFormat, Exchange, ProposalFacts } from '../../src/api/attempt.ts';
import type { Candidate, Request } from '../../src/api/proposer.ts';
import { readProgram } from '../../src/language/program.ts';
import type { ModelRequest } from '../../src/models/provider.ts';
import { modelSchema } from '../../src/models/settings.ts';
import { Spending } from '../../src/models/spending.ts';
import { mateOf } from '../../src/proposers/prompted/mate.ts';
import { PromptedModel } from '../../src/proposers/prompted/model.ts';
import type { Ask } from '../../src/proposers/prompted/prompt/asks.ts';
import { randomStream } from '../../src/random.ts';
import { aCandidate, anAttempt, anAudit, aRefusal, aScore } from '../factory.ts';
import { proposalOf } from '../fixtures/proposal-of.ts';
import { answered, answerWith } from '../fixtures/test-models.ts';

const tokens = { prompt: 1000, answer: 500 };
const settings = modelSchema.parse({ name: 'm', price: '1/2' });

/** A model that answers at once, with what it was asked. */
function aModel(asks?: readonly Ask[]) {
  const asked: ModelRequest[] = [];
  const model = new PromptedModel(
    {
      ...{ settings, timed: false, spending: new Spending(settings) },
      async call(request) {
        asked.push(request);
        return { result: answered(answerWith(`export const a = ${asked.length};`), tokens), retried: [] };
      },
    },
    asks,
  );
  return { model, asked };
}

const parent = aCandidate(1, readProgram({ 'a.js': 'export const a = 0;\n' }));
const aRequest = (seed: number, more: Partial<Request> = {}): Request => {
  return { statement: 'Raise a.', direction: 'max', parent, inspirations: [], random: randomStream(seed), ...more };
};

const gained = { placement: 'improved', improvedParent: true, improvedChampion: true } as const;
const nothing = { placement: 'rejected', improvedParent: false, improvedChampion: false } as const;

/** An attempt of the model. */
const attempted = (proposer: string, more: Partial<ProposalFacts> = {}) => ({
  attempt: anAttempt({ proposal: { proposer, model: 'm', ...more }, outcome: aScore(1) }),
});

const unread = (format: AnswerFormat): Exchange => {
  return { prompt: '', answer: 'x', tokens, format, gate: { name: 'extract', feedback: 'x' } };
};

test('a way of writing answers that keeps failing gives way to the other one', async () => {
  const { model, asked } = aModel();
  const formats = async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, async (_, seed) => {
        const request = aRequest(seed);
        const proposal = await proposalOf(model.choose(request.random, request), request);
        return proposal.exchanges?.[0]?.format;
      }),
    );
    return made.filter((format) => format === 'replacements').length;
  };
  expect(await formats()).toBe(0);
  for (let told = 0; told < 15; told++) model.tell(attempted('improve', { exchanges: [unread('block')] }), nothing);
  expect(await formats()).toBeGreaterThan(12);
  expect(asked).toHaveLength(40);
});

test('what is asked most is what gains most; attempts of others, and audits, are not learnt from', () => {
  const { model } = aModel();
  const shareOf = (name: string) => {
    const random = randomStream(1);
    const chosen = Array.from({ length: 1000 }, () => model.choose(random, { parent, inspirations: [] }).name);
    return chosen.filter((one) => one === name).length / 1000;
  };
  const before = shareOf('explore');
  for (let told = 0; told < 60; told++) {
    model.tell({ attempt: anAttempt({ proposal: { proposer: 'explore', model: 'another' } }) }, gained);
    model.tell({ attempt: anAttempt({ proposal: { proposer: 'explore' } }) }, gained);
    model.tell({ attempt: anAudit() }, nothing);
  }
  expect(shareOf('explore')).toBe(before);
  for (let told = 0; told < 60; told++) {
    model.tell(attempted('explore'), gained);
    model.tell(attempted('improve'), nothing);
    model.tell(attempted('rewrite'), nothing);
  }
  expect(shareOf('explore')).toBeGreaterThan(2 * before);
});

test('of two asks that gain alike, the one that takes fewer tokens is asked more', () => {
  const asks = ['cheap', 'dear'].map((name): Ask => ({ name, variations: ['Go.'] }));
  const { model } = aModel(asks);
  const exchange = (answer: number): Exchange => ({ prompt: '', answer: 'x', tokens: { prompt: 0, answer } });
  for (let told = 0; told < 100; told++) {
    const result = told % 5 === 0 ? gained : nothing;
    model.tell(attempted('cheap', { exchanges: [exchange(100)] }), result);
    model.tell(attempted('dear', { exchanges: [exchange(20_000)] }), result);
  }
  const random = randomStream(1);
  const chosen = Array.from({ length: 1000 }, () => model.choose(random, { parent, inspirations: [] }).name);
  expect(chosen.filter((name) => name === 'cheap').length).toBeGreaterThan(700);
});

test('an ask whose needs are not met is never chosen', () => {
  const { model } = aModel();
  const namesFor = (at: Partial<Parameters<PromptedModel['choose']>[1]>) => {
    const random = randomStream(1);
    return new Set(Array.from({ length: 1000 }, () => model.choose(random, { parent, inspirations: [], ...at }).name));
  };
  const other = aCandidate(2, readProgram({ 'a.js': 'export const a = 2;\n' }), 2);
  const failed = { ...parent, summary: '', result: '', feedback: '' };
  expect(namesFor({})).toEqual(new Set(['improve', 'rewrite', 'explore']));
  expect(namesFor({ inspirations: [other] })).toContain('combine');
  expect(namesFor({ failed })).toContain('fix');
});

test('a mate differs in text and by more than a ten-thousandth of the gain in score', () => {
  const text = (a: number) => readProgram({ 'a.js': `export const a = ${a};\n` });
  const standing = { initial: 0, best: 10, ideas: [] };
  const mate = (...inspirations: Candidate[]) => mateOf({ parent, inspirations, standing })?.number;
  const [same, near, far] = [
    aCandidate(2, parent.program, 9),
    aCandidate(3, text(2), parent.score + 0.0005),
    aCandidate(4, text(3), parent.score + 1),
  ];
  expect([mate(same), mate(near), mate(same, near, far)]).toEqual([undefined, undefined, 4]);
});

test('a third of the prompts about a parent with a failed child repair it, whatever the bandit learnt', () => {
  const { model } = aModel();
  for (let told = 0; told < 200; told++) model.tell(attempted('improve'), gained);
  const failed = { ...parent, summary: '', result: '', feedback: '' };
  const random = randomStream(1);
  const chosen = Array.from({ length: 1000 }, () => model.choose(random, { parent, inspirations: [], failed }).name);
  expect(chosen.filter((name) => name === 'fix').length).toBeGreaterThan(300);
});

test('an ask is rewarded for its aim: a new idea that has a place, a failed child that runs', () => {
  const asks = ['plain', 'aimed'].map((name): Ask => ({ name, variations: ['Go.'] }));
  for (const aim of ['place', 'score'] as const) {
    const { model } = aModel(asks.map((ask) => (ask.name === 'aimed' ? { ...ask, aim } : ask)));
    const placed = { placement: 'new', improvedParent: false, improvedChampion: false } as const;
    for (let told = 0; told < 60; told++) for (const { name } of asks) model.tell(attempted(name), placed);
    const random = randomStream(1);
    const chosen = Array.from({ length: 1000 }, () => model.choose(random, { parent, inspirations: [] }).name);
    expect(chosen.filter((name) => name === 'aimed').length).toBeGreaterThan(600);
  }
});

test('what its calls took is spent, whatever came of them', () => {
  const { model } = aModel();
  const call: Exchange = { prompt: '', answer: 'x', tokens };
  model.tell(attempted('improve', { exchanges: [call, call] }), gained);
  model.tell(
    { attempt: anAttempt({ proposal: { proposer: 'improve', model: 'm', exchanges: [call] }, outcome: aRefusal() }) },
    nothing,
  );
  model.tell({ attempt: anAttempt({ proposal: { proposer: 'improve', model: 'n', exchanges: [call] } }) }, nothing);
  expect(model.spending.used).toMatchObject({ tokens: 4500, calls: 3 });
  expect(model.spending.money).toBeCloseTo(0.006);
});
