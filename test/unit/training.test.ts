import { describe, expect, test } from 'vitest';
import type { Attempt, Exchange, ProposalAttempt } from '../../src/api/attempt.ts';
import type { RunFacts } from '../../src/api/store.ts';
import { trainingDataOf, type Wanted } from '../../src/training/export.ts';
import { aFailure, anAttempt, anAudit, anInitial, aRefusal, aScore } from '../factory.ts';
import { recordOf } from '../fixtures/record-of.ts';

const tokens = { prompt: 1, answer: 1 };
const system = 'Be brief.';

/** A first turn, or a later one. */
const turn = (answer: string, more: Partial<Exchange> = {}): Exchange => ({
  ...{ prompt: `${system}\n\nImprove it.`, system: system.length, format: 'block', answer, tokens },
  ...more,
});

type Given = Parameters<typeof anAttempt>[0];

/** An attempt of a model, whose answer is its own unless turns are given. */
function answered(number: number, { proposal, ...more }: NonNullable<Given> = {}): ProposalAttempt {
  const exchanges = [turn(`answer ${number}`)];
  return anAttempt({ number, ...more, proposal: { proposer: 'improve', model: 'small', exchanges, ...proposal } });
}

const initial = anInitial({ outcome: aScore(10) });
const everything: Wanted = { models: [], stages: [] };

function exported(attempts: readonly Attempt[], wanted: Partial<Wanted> = {}, facts: Partial<RunFacts> = {}) {
  const data = trainingDataOf(recordOf([initial, ...attempts], facts), { ...everything, ...wanted }, 'CC0-1.0');
  const read = (lines: Iterable<string>) => [...lines].map((line) => JSON.parse(line));
  return { text: [...data.trainingLines()].join(''), rows: read(data.trainingLines()), pairs: read(data.pairLines()) };
}

const numbersOf = (rows: readonly { readonly attempt: number }[]) => rows.map(({ attempt }) => attempt);

describe('a row', () => {
  test('has the conversation, the gain and where it comes from', () => {
    const { rows } = exported([answered(1, { outcome: aScore(12) })]);
    expect(rows).toEqual([
      {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Improve it.' },
          { role: 'assistant', content: 'answer 1' },
        ],
        ...{ reward: 2, advantage: null, score: 12, verdict: 'scored', reason: '', stage: 'only' },
        ...{ model: 'small', ask: 'improve', format: 'block', thinking: '', turns: 1, attempt: 1, parent: 0 },
        ...{ problem: recordOf([]).facts.problem.name, direction: 'max', seed: recordOf([]).facts.seed },
        ...{ unprotected: false, license: 'CC0-1.0' },
      },
    ]);
  });

  test('spells whole numbers in the way of floats, so that loaders read one type', () => {
    expect(exported([answered(1, { outcome: aScore(12) })]).text).toContain(
      '"reward":2.0,"advantage":null,"score":12.0',
    );
  });

  test('counts the gain over the better one of two parents, and a lower score where that is the aim', () => {
    const parents = [answered(1, { outcome: aScore(6) }), answered(2, { outcome: aScore(9) })];
    const child = answered(3, { drawn: { parent: 2 }, proposal: { mate: 1 }, outcome: aScore(5) });
    const reward = (facts: Partial<RunFacts>) => exported([...parents, child], {}, facts).rows.at(-1)!.reward;
    expect(reward({ direction: 'min' })).toBe(1);
    expect(reward({ direction: 'max' })).toBe(-4);
  });

  test('compares with siblings, of which the failed and the refused are the worst', () => {
    const { rows } = exported([
      answered(1, { outcome: aScore(12) }),
      answered(2, { outcome: aScore(11) }),
      answered(3, { outcome: aFailure('threw') }),
      answered(4, { outcome: aRefusal('syntax') }),
      answered(5, { drawn: { parent: 1 }, outcome: aScore(99) }),
    ]);
    expect(rows.map(({ advantage }) => advantage)).toEqual([1, 1 / 3, -2 / 3, -2 / 3, null]);
    expect(rows.map(({ reward, reason }) => [reward, reason])).toEqual([
      ...[
        [2, ''],
        [1, ''],
        [null, 'threw'],
        [null, 'syntax'],
        [87, ''],
      ],
    ]);
  });

  test('ends with the answer that was proposed, the best of its turns', () => {
    const exchanges = [
      turn('no code', { gate: { name: 'extract', feedback: 'none' } }),
      { prompt: 'There is no code.', answer: 'good', score: 14, tokens },
      { prompt: 'Go on.', answer: 'worse', score: 13, tokens },
    ];
    const { rows } = exported([answered(1, { proposal: { exchanges }, outcome: aScore(14) })]);
    expect(rows[0].turns).toBe(2);
    expect(rows[0].messages.map(({ content }: { content: string }) => content)).toEqual([
      ...[system, 'Improve it.', 'no code', 'There is no code.', 'good'],
    ]);
  });

  test('begins with the question that fitted, and says so where a model said nothing', () => {
    const failure = { kind: 'too-long', message: 'm' };
    const restarted = [turn('', { failure }), turn('an answer', { prompt: `${system}\n\nShort.` })];
    const { rows } = exported([
      answered(1, { proposal: { exchanges: restarted } }),
      answered(2, { proposal: { exchanges: [turn('', { failure })] }, outcome: aRefusal('no-answer') }),
    ]);
    expect(rows.map(({ messages }) => messages[1].content)).toEqual(['Short.']);
  });

  test('of an older record has system text and question in one message', () => {
    const { system: _, ...older } = turn('an answer');
    const { rows } = exported([answered(1, { proposal: { exchanges: [older] } })]);
    expect(rows[0].messages[0]).toEqual({ role: 'user', content: 'Be brief.\n\nImprove it.' });
  });
});

describe('left out are', () => {
  test('operators, and programs that were there before, of which the best one stays', () => {
    const { rows } = exported([
      anAttempt({ number: 1 }),
      answered(2, { outcome: aScore(11, { key: 'a' }) }),
      answered(3, { outcome: aScore(13, { key: 'b' }), proposal: { twin: 2 } }),
      answered(4, { outcome: aRefusal('duplicate') }),
      answered(5, { outcome: aRefusal('alike'), proposal: { twin: 2 } }),
      answered(6, { outcome: aScore(12, { key: 'b' }) }),
      answered(7, { outcome: aScore(10.5, { key: 'c' }) }),
    ]);
    expect(numbersOf(rows)).toEqual([3, 7]);
  });

  test('answers that say the same but for white space', () => {
    const saying = (text: string) => ({ proposal: { exchanges: [turn(text)] }, outcome: aRefusal('no-code') });
    const { rows } = exported([answered(1, saying('I\n cannot.')), answered(2, saying('I cannot. ')), answered(3)]);
    expect(numbersOf(rows)).toEqual([1, 3]);
  });

  test('scores that an audit refuted, and what descends from them until it is confirmed itself', () => {
    const { rows } = exported([
      answered(1, { outcome: aScore(1000) }),
      answered(2, { drawn: { parent: 1 }, outcome: aScore(1001) }),
      answered(3, { drawn: { parent: 2 }, outcome: aScore(12) }),
      answered(4, { drawn: { parent: 3 }, outcome: aScore(13) }),
      anAudit({ number: 5, candidate: 1, verdict: { status: 'refuted', metrics: {}, feedback: '' } }),
      anAudit({ number: 6, candidate: 3, verdict: { status: 'confirmed', score: 12, metrics: {}, feedback: '' } }),
    ]);
    expect(numbersOf(rows)).toEqual([3, 4]);
  });

  test('scores and words of held-back stages', () => {
    const heldBack = { score: 0.123456, initial: 0.654321 };
    const metrics = { secret_metric: 0.777 };
    const { text } = exported([
      answered(1, { outcome: aScore(12) }),
      anAudit({
        candidate: 1,
        verdict: { status: 'confirmed', score: 12, metrics, feedback: 'hidden words', heldBack },
      }),
    ]);
    expect(text).not.toMatch(/0\.123456|0\.654321|secret_metric|0\.777|hidden words/);
  });
});

describe('pairs', () => {
  const scored = (number: number, score: number, prompt = 'P', more: Given = {}) =>
    answered(number, {
      ...more,
      outcome: aScore(score),
      proposal: { exchanges: [turn(`answer ${number}`, { prompt })] },
    });
  const pairsOf = (attempts: readonly Attempt[], wanted: Partial<Wanted> = {}) =>
    exported(attempts, wanted).pairs.map((pair) => [pair.chosen_attempt, pair.rejected_attempt, pair.same_prompt]);

  test('have the form that preference trainers take', () => {
    const failed = answered(2, { outcome: aFailure('threw') });
    const { pairs } = exported([answered(1, { outcome: aScore(12) }), failed]);
    expect(pairs[0]).toMatchObject({
      prompt: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Improve it.' },
      ],
      chosen: [{ role: 'assistant', content: 'answer 1' }],
      rejected: [{ role: 'assistant', content: 'answer 2' }],
      ...{ same_prompt: true, margin: null, chosen_score: 12, rejected_score: null, license: 'CC0-1.0' },
    });
  });

  test('take equal prompts first, then other words about the same parent, and no answer twice', () => {
    const attempts = [scored(1, 11), scored(2, 15), scored(3, 12, 'Q'), scored(4, 14, 'R'), scored(5, 13)];
    expect(pairsOf(attempts)).toEqual([
      [2, 1, true],
      [4, 3, false],
    ]);
  });

  test('never join other parents, other requests, or equal scores', () => {
    const { drawn } = { drawn: { parent: 1 } };
    const [a, b] = [scored(1, 11, 'P'), scored(2, 12, 'Q', { drawn })];
    expect(pairsOf([a, b])).toEqual([]);
    const other = answered(3, {
      outcome: aScore(13),
      proposal: { proposer: 'explore', exchanges: [turn('x', { prompt: 'S' })] },
    });
    expect(pairsOf([a, other])).toEqual([]);
    expect(
      pairsOf([a, scored(4, 11, 'P')].map((one, index) => ({ ...one, outcome: aScore(11, { key: `k${index}` }) }))),
    ).toEqual([]);
  });

  test('count a longer conversation by its first answer', () => {
    const exchanges = [turn('poor', { score: 10 }), { prompt: 'Go on.', answer: 'rich', score: 20, tokens }];
    const long = answered(1, { proposal: { exchanges }, outcome: aScore(20) });
    const { pairs } = exported([long, answered(2, { outcome: aScore(12) })]);
    expect(pairs[0]).toMatchObject({ chosen_attempt: 2, rejected_attempt: 1, margin: 2, rejected_score: 10 });
    expect(pairs[0].rejected).toEqual([{ role: 'assistant', content: 'poor' }]);
  });

  test('have a chosen answer that the filters let through', () => {
    const attempts = [scored(1, 11), scored(2, 15), scored(3, 12, 'Q'), scored(4, 14, 'R')];
    expect(pairsOf(attempts, { score: 15 })).toEqual([[2, 1, true]]);
  });
});

describe('filters', () => {
  const attempts = [
    answered(1, { outcome: aScore(12) }),
    answered(2, { outcome: aScore(11), proposal: { model: 'large' } }),
    answered(3, { outcome: aFailure('threw', { stage: 'first' }) }),
    answered(4, { outcome: aRefusal('syntax') }),
  ];

  test.each([
    ['everything', {}, [1, 2, 3, 4]],
    ['a model', { models: ['large'] }, [2]],
    ['a score', { score: 12 }, [1]],
    ['a stage', { stages: ['first'] }, [3]],
    ['a stage and a model', { stages: ['only', 'first'], models: ['small'] }, [1, 3]],
  ])('%s', (_, wanted, numbers) => {
    expect(numbersOf(exported(attempts, wanted).rows)).toEqual(numbers);
  });

  test('a lower score passes where that is the aim', () => {
    expect(numbersOf(exported(attempts, { score: 11 }, { direction: 'min' }).rows)).toEqual([2]);
  });

  test.each([
    [{ models: ['larg'] }, /--model larg: .* Did you mean large\? It has: small, large/],
    [{ stages: ['onyl'] }, /--stage onyl: .* Did you mean only\?/],
  ])('%j is no answer of the run', (wanted, message) => {
    expect(() => exported(attempts, wanted)).toThrow(message);
  });

  test('a run without models says so', () => {
    expect(() => exported([anAttempt()])).toThrow(/No model answered/);
  });
});
