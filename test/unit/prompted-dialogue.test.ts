import { describe, expect, test } from 'vitest';
import type { Evaluation } from '../../src/api/evaluation.ts';
import type { Program } from '../../src/api/program.ts';
import type { Proposal, Request } from '../../src/api/proposer.ts';
import { readProgram } from '../../src/language/program.ts';
import type { Askable } from '../../src/models/askable.ts';
import type { ModelRequest } from '../../src/models/provider.ts';
import { modelSchema } from '../../src/models/settings.ts';
import { Spending } from '../../src/models/spending.ts';
import { Habits } from '../../src/proposers/prompted/habits.ts';
import { type Ask, asks } from '../../src/proposers/prompted/prompt/asks.ts';
import { promptedProposer } from '../../src/proposers/prompted/proposer.ts';
import { randomStream } from '../../src/random.ts';
import { aCandidate, aFailure, aScore } from '../factory.ts';
import { proposalOf } from '../fixtures/proposal-of.ts';
import { answered, answerWith } from '../fixtures/test-models.ts';

const [improve, refine] = ['improve', 'refine'].map((name) => asks.find((ask) => ask.name === name)) as [Ask, Ask];
const program = (...lines: readonly string[]) =>
  readProgram({ 'main.js': ['// EVOLVE-BLOCK-START', ...lines, '// EVOLVE-BLOCK-END', ''].join('\n') });
const parent = aCandidate(1, program('export const a = 1;'), 1);

/** A model that gives these answers, and what it was asked last each time. */
function aModel(settings: object, ...answers: readonly (string | Error)[]) {
  const asked: string[] = [];
  const call: Askable['call'] = async ({ messages }: ModelRequest) => {
    asked.push(messages.at(-1)?.content ?? '');
    const text = answers[asked.length - 1] ?? 'I have nothing more to say.';
    if (text instanceof Error) throw text;
    return { result: answered(text, { prompt: 1, answer: 1 }), retried: [] };
  };
  const model: Askable = {
    settings: modelSchema.parse({ name: 'm', role: 'depth', provider: 'exec', ...settings }),
    ...{ call, timed: false, spending: new Spending({}) },
  };
  return { model, asked };
}

const aRequest = (more: Partial<Request> = {}): Request => ({
  ...{ statement: 'Raise a.', direction: 'max', parent, inspirations: [], random: randomStream(1), ...more },
});

/** Scores a program by its number, and fails one without. */
const evaluate = async ({ files }: Program): Promise<Evaluation> => {
  const value = Number(/a = (-?[\d.]+)/.exec(files['main.js'] ?? '')?.[1]);
  return Number.isNaN(value) ? aFailure('threw', { stage: 'late', feedback: 'no number' }) : aScore(value);
};

const propose = async (ask: Ask, model: Askable, request: Request, signal = new AbortController().signal) =>
  await proposalOf(promptedProposer(ask, model, new Habits()), request, signal);

/** The same from its record alone. */
const replayed = async (ask: Ask, { exchanges = [] }: Proposal) =>
  await propose(ask, aModel({ repairs: 0 }).model, aRequest({ exchanges }));

const codeOf = (proposal: Proposal) => (proposal.status === 'proposed' ? proposal.files['main.js'] : '');
const search = (from: string, to: string) => `<<<<<<< SEARCH\n${from}\n=======\n${to}\n>>>>>>> REPLACE`;

describe('repairs', () => {
  test('what fails in any stage goes back, with the stages that it passed', async () => {
    const stages = [
      { name: 'early', limits: { milliseconds: 10, megabytes: 1, operations: 100, evidenceCharacters: 1 }, call: 'f' },
    ];
    const passed = [{ name: 'early', score: 3, metrics: {}, milliseconds: 0, mostOperations: 90 }];
    const failing = async () =>
      aFailure('out-of-fuel', {
        stage: 'late',
        stages: passed,
        feedback: 'it took more than 50 operations (input 3 of 6)',
      });
    const { model, asked } = aModel(
      { repairs: 1 },
      answerWith('export const a = 2;'),
      answerWith('export const a = 3;'),
    );
    await propose(improve, model, aRequest({ evaluate: failing, stages }));
    expect(asked[1]).toContain('out-of-fuel in stage late: it took more than 50 operations (input 3 of 6)');
    expect(asked[1]).toContain('- early: score 3; its longest call took 90 of 100 operations');
  });

  test('a complaint that did not help ends them, unless it has a measure', async () => {
    const turns = async (reason: 'wrong' | 'timed-out') => {
      const answers = [2, 3, 4, 5].map((a) => answerWith(`export const a = ${a};`));
      const { model, asked } = aModel({ repairs: 3 }, ...answers);
      await propose(improve, model, aRequest({ evaluate: async () => aFailure(reason, { feedback: 'no' }) }));
      return asked.length;
    };
    expect([await turns('wrong'), await turns('timed-out')]).toEqual([2, 4]);
  });

  test('may be replacements in the last answer, even one that does not parse; the first idea stays', async () => {
    const lines = Array.from({ length: 50 }, (_, index) => `const line${index} = ${index};`);
    const written = (last: string) => answerWith([...lines, last].join('\n')).replace(/IDEA: .*/, 'IDEA: fifty lines');
    for (const broken of ['export const a = ;', 'export const a = none;']) {
      const { model, asked } = aModel({}, written(broken), `IDEA: a number\n${search(broken, 'export const a = 7;')}`);
      const proposal = await propose(improve, model, aRequest({ evaluate }));
      expect(asked[1]).toContain('SEARCH/REPLACE blocks for the program of your last answer');
      expect(codeOf(proposal)).toBe(program(...lines, 'export const a = 7;').files['main.js']);
      expect(proposal).toMatchObject({ summary: 'fifty lines', exchanges: [{}, { base: 'last', score: 7 }] });
      expect(await replayed(improve, proposal)).toEqual(proposal);
    }
  });

  test('types are looked at only where a program does not run', async () => {
    let looked = 0;
    const types = { faults: async () => `fault ${++looked}`, close: async () => {} };
    const runs = aModel({}, answerWith('export const a = 2;'));
    await propose(improve, { ...runs.model, types }, aRequest({ evaluate }));
    expect([looked, runs.asked.length]).toEqual([0, 1]);
    const fails = aModel({ repairs: 1 }, answerWith('export const a = none;'), answerWith('export const a = 2;'));
    const { exchanges } = await propose(improve, { ...fails.model, types }, aRequest({ evaluate }));
    expect(exchanges?.[0]?.gate).toEqual({ name: 'types', feedback: 'threw in stage late: no number\nfault 1' });
  });
});

describe('refining', () => {
  const answers = [2, 5, 4, 6].map((a) => answerWith(`export const a = ${a};`).replace(/IDEA: .*/, `IDEA: ${a}`));

  test('goes on with the result of each answer, and proposes the best one', async () => {
    const { model, asked } = aModel({}, ...answers.slice(0, 3), 'No.');
    const proposal = await propose(refine, model, aRequest({ evaluate }));
    expect(asked).toHaveLength(5); // an answer without code is repaired once
    expect(asked[1]).toContain('Your program has the score 2.');
    expect(asked[3]).toContain('Your program has the score 4, and the best so far has 5.');
    expect(codeOf(proposal)).toContain('a = 5');
    expect(proposal).toMatchObject({
      summary: '2; then 5',
      exchanges: [{ score: 2 }, { score: 5 }, { score: 4 }, {}, {}],
    });
    expect(await replayed(refine, proposal)).toEqual(proposal);
  });

  test('where lower is better the lowest is the best', async () => {
    const { model } = aModel({}, ...answers);
    const proposal = await propose(refine, model, aRequest({ evaluate, direction: 'min' }));
    expect(codeOf(proposal)).toContain('a = 2');
  });

  test('repairs an answer that fails, and replacements change the best program', async () => {
    const edit = `IDEA: more\n${search('a = 5', 'a = 8')}`;
    const { model, asked } = aModel({}, answers[1]!, answerWith('export const a = none;'), answers[2]!, edit);
    const proposal = await propose(refine, model, aRequest({ evaluate }));
    expect(asked[2]).toContain('it fails when it is run');
    expect(codeOf(proposal)).toContain('a = 8');
    expect(proposal.exchanges?.[3]).toMatchObject({ base: 'best', score: 8 });
  });

  test('keeps what it has when the search ends, where the order of attempts is not fixed', async () => {
    const ended = new Error('ended');
    const stop = new AbortController();
    stop.abort(ended);
    const { model } = aModel({}, answers[1]!, ended);
    const request = () => aRequest({ evaluate });
    const kept = await propose(refine, model, { ...request(), held: new DisposableStack() }, stop.signal);
    expect(codeOf(kept)).toContain('a = 5');
    const fixed = propose(refine, aModel({}, answers[1]!, ended).model, request(), stop.signal);
    await expect(fixed).rejects.toThrow('ended');
  });
});
