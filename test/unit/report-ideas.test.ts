import { expect, test } from 'vitest';
import type { Attempt, Exchange, ProposalAttempt } from '../../src/api/attempt.ts';
import type { Direction } from '../../src/api/direction.ts';
import { defaultDescriptors } from '../../src/population/descriptors.ts';
import { IslandPopulation } from '../../src/population/island-population.ts';
import { bestIdeas, ideaColumns, ideaRow } from '../../src/report/idea-table.ts';
import { ModelIdeas } from '../../src/report/ideas.ts';
import { describeWorth, worthOf } from '../../src/report/worth.ts';
import { tell } from '../../src/run/learn.ts';
import { aFailure, anAttempt, anAudit, anInitial, aRefusal, aScore } from '../factory.ts';

const exchange: Exchange = { prompt: 'p', answer: 'a', tokens: { prompt: 100, answer: 20 } };

/** An attempt of the model `strong` with two calls. */
function anIdea(number: number, parent: number, outcome: ProposalAttempt['outcome']): Attempt {
  const proposal = { proposer: 'improve', model: 'strong', summary: `idea ${number}`, exchanges: [exchange, exchange] };
  return anAttempt({ number, drawn: { parent }, proposal, outcome, cost: { propose: 2000, evaluate: 500 } });
}

/** What an operator made. */
function aChange(number: number, parent: number, score: number): Attempt {
  return anAttempt({ number, drawn: { parent }, proposal: { proposer: 'tune' }, outcome: aScore(score) });
}

function ideasOf(attempts: readonly Attempt[], known = true, direction: Direction = 'max') {
  const population = new IslandPopulation({
    ...{
      direction,
      islands: 1,
      migration: { topology: 'ring', interval: 100 },
      explore: 0,
      inspirations: 0,
      elites: 8,
    },
    descriptors: known ? defaultDescriptors({ size: 10, branches: 1 }) : [],
  });
  const ideas = new ModelIdeas(direction, known);
  for (const attempt of attempts) tell({ population, learners: [ideas] }, { attempt });
  return ideas.all;
}

const initial = anInitial({ outcome: aScore(1) });
const inOtherCell = { measures: { size: 300, branches: 40 } };
const run: readonly Attempt[] = [
  initial,
  anIdea(1, 0, aScore(9)), // gains 8 of 8
  anIdea(2, 0, aRefusal('no-match')),
  anIdea(3, 1, aFailure('timed-out')),
  anIdea(4, 0, aScore(5)), // better than its weak parent
  anIdea(5, 1, aScore(9.000_000_01, { key: 'another' })), // the optimum of #1
  anIdea(6, 1, aScore(8.9)),
  anIdea(7, 1, aScore(8.8, inOtherCell)),
  aChange(8, 7, 8.85),
  aChange(9, 8, 10), // the champion comes of idea 7
  anIdea(10, 9, aScore(12)),
  anAudit({ number: 11, candidate: 10, verdict: { status: 'refuted', metrics: {}, feedback: 'no' } }),
];

test('what became of each idea, and why some led nowhere', () => {
  const told = ideasOf(run).map(({ attempt, fate, reason, deadEnd }) => [attempt, fate, reason, deadEnd]);
  expect(told).toEqual([
    [1, 'champion', undefined, undefined],
    [2, 'refused', 'no-match', 'refused: no-match'],
    [3, 'failed', 'timed-out', 'failed: timed-out'],
    [4, 'improved', undefined, 'weak parent'],
    [5, 'champion', undefined, undefined],
    [6, 'rejected', undefined, 'no better than its parent'],
    [7, 'kept', undefined, undefined],
    [10, 'refuted', undefined, 'refuted'],
  ]);
});

test('the same optimum again leads nowhere, unless it is a little better', () => {
  const again = anIdea(2, 0, aScore(8.999_999_99, { key: 'another' }));
  expect(ideasOf([initial, anIdea(1, 0, aScore(9)), again])[1]?.deadEnd).toBe('same score as an earlier idea');
});

test('an idea has its score, that of its parent, the best that came of it, and its cost', () => {
  const [first, ...others] = ideasOf(run);
  expect(first).toMatchObject({
    model: 'strong',
    proposer: 'improve',
    summary: 'idea 1',
    parent: 0,
    from: 1,
    score: 9,
  });
  expect(first).toMatchObject({ exchanges: 2, tokens: 240, seconds: 2.5, became: undefined });
  const seventh = others.find(({ attempt }) => attempt === 7);
  expect(seventh).toMatchObject({ from: 9, score: 8.8, became: { attempt: 9, score: 10 } });
  expect(ideaColumns).toHaveLength(ideaRow(seventh!).length);
  expect(ideaRow(seventh!)).toEqual([
    ...['#7', 'strong', 'improve', 'kept', '8.8', '9 #1', '10 #9', '2', '240', '3s', 'idea 7'],
  ]);
  expect(ideaRow(others[0]!).slice(3, 7)).toEqual(['refused: no-match', '–', '1 #0', '–']);
});

test('an idea names the earlier program that it nearly was, evaluated or not', () => {
  const again = (number: number, outcome: ProposalAttempt['outcome']) =>
    anAttempt({ number, proposal: { model: 'strong', twin: 1 }, outcome });
  const ideas = ideasOf([initial, anIdea(1, 0, aScore(9)), again(2, aScore(8)), again(3, aRefusal('alike'))]);
  expect(ideas.map((idea) => ideaRow(idea)[3])).toEqual([
    ...['champion', 'improved, nearly #1', 'refused: alike, nearly #1'],
  ]);
});

test('a parent has the score that an audit left it', () => {
  const confirmed = (score: number) =>
    anAudit({ number: 2, candidate: 1, verdict: { status: 'confirmed', score, metrics: {}, feedback: '' } });
  const ideas = ideasOf([initial, anIdea(1, 0, aScore(9)), confirmed(8), anIdea(3, 1, aScore(8.5))]);
  expect(ideas[1]).toMatchObject({ from: 8, score: 8.5, fate: 'champion' });
});

test('without the problem nothing is said of places in the archive', () => {
  const fates = ideasOf(run, false).map(({ fate }) => fate);
  expect(fates.filter((fate) => fate === 'kept' || fate === 'rejected')).toEqual([]);
  expect(fates.filter((fate) => fate === 'scored')).toHaveLength(2);
});

test('where lower is better, the same ideas meet the same fates', () => {
  const turned = run.map((attempt): Attempt => {
    if (!('outcome' in attempt) || attempt.outcome.status !== 'scored') return attempt;
    return { ...attempt, outcome: { ...attempt.outcome, score: -attempt.outcome.score } } as Attempt;
  });
  const told = (ideas: ReturnType<typeof ideasOf>) => ideas.map(({ fate, deadEnd }) => [fate, deadEnd]);
  const less = ideasOf(turned, true, 'min');
  expect(told(less)).toEqual(told(ideasOf(run)));
  expect(bestIdeas(less, 'min').map(({ attempt }) => attempt)).toEqual(
    bestIdeas(ideasOf(run), 'max').map(({ attempt }) => attempt),
  );
});

test('the ideas that became most come first, and those without a score last', () => {
  expect(bestIdeas(ideasOf(run), 'max').map(({ attempt }) => attempt)).toEqual([10, 7, 5, 1, 6, 4, 3, 2]);
});

test('what a model is worth: its ideas, what led nowhere and why, and the cost', () => {
  const [worth, ...others] = worthOf(ideasOf(run));
  expect(others).toEqual([]);
  expect(worth).toMatchObject({ model: 'strong', ideas: 8, champions: 2, exchanges: 16, tokens: 1920, seconds: 20 });
  expect(describeWorth(worth!)).toBe(
    'strong: 8 ideas, 2 the best by then; 5 led nowhere (62.5 %): refused: no-match 1, failed: timed-out 1, weak parent 1, ' +
      'no better than its parent 1, refuted 1; 16 calls, 1920 tokens, 20s',
  );
  expect(describeWorth(worthOf(ideasOf(run.slice(0, 2)))[0]!)).toContain(
    '1 idea, 1 the best by then; all led on; 2 calls',
  );
});
