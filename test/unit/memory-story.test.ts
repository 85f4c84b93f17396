import { expect, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import { statedIdea } from '../../src/change/answer.ts';
import { Story } from '../../src/memory/story.ts';
import { aFailure, anAttempt, anAudit, anInitial, aScore } from '../factory.ts';

const worse = { improvedParent: false, improvedChampion: false };
const best = { improvedParent: true, improvedChampion: true };

/** A child of a model whose answer has this first line. */
const stating = (line: string, summary = line) => ({
  ...{ model: 'm', summary },
  exchanges: [{ prompt: '', answer: `${line}\n`, tokens: { prompt: 1, answer: 1 } }],
});

function aStory() {
  const story = new Story('max', () => new Set([0]), statedIdea);
  const hear = (attempt: Attempt, result: Parameters<Story['tell']>[1] = worse) => story.tell({ attempt }, result);
  hear(anInitial({ outcome: aScore(1) }), best);
  const byModel = (number: number, score: number, parent = 0) =>
    hear(
      anAttempt({
        number,
        drawn: { parent },
        proposal: stating(`IDEA: idea ${number}`, `idea ${number}`),
        outcome: aScore(score),
      }),
    );
  const numbers = (parent: number) => story.standing(parent)!.ideas.map(({ number }) => number);
  return { story, hear, byModel, numbers };
}

test('the first and the best score are known, as audits corrected them', () => {
  const { story, hear } = aStory();
  expect(story.standing(0)).toEqual({ initial: 1, best: 1, ideas: [] });
  hear(anAttempt({ number: 1, outcome: aScore(3) }), best);
  hear(anAttempt({ number: 2, outcome: aScore(2) }));
  expect(story.standing(0)).toMatchObject({ initial: 1, best: 3 });
  hear(anAudit({ number: 3 }), { ...worse, corrected: 2 });
  expect(story.standing(0)).toMatchObject({ initial: 1, best: 2 });
});

test('ideas of models are kept with their parents and fates, and those of operators are not', () => {
  const { story, hear, byModel } = aStory();
  hear(anAttempt({ number: 1, outcome: aFailure('threw') }));
  byModel(2, 0.5);
  const outcome = aFailure('timed-out', { stage: 'fit', feedback: 'it used more than 200 ms' });
  hear(anAttempt({ number: 3, proposal: stating('IDEA: slow', 'slow'), outcome }));
  expect(story.standing(7)?.ideas).toEqual([
    { number: 2, parent: 0, from: 1, summary: 'idea 2', result: 'score 0.5', feedback: '', fitness: 0.5 },
    {
      ...{ number: 3, parent: 0, from: 1, summary: 'slow', result: 'failed (timed-out in fit)' },
      ...{ feedback: 'it used more than 200 ms', fitness: Number.NEGATIVE_INFINITY },
    },
  ]);
});

test('the first sentence of an answer that states no idea is none', () => {
  const { story, hear } = aStory();
  hear(
    anAttempt({
      number: 1,
      proposal: stating('To improve the score, we need to identify the parts'),
      outcome: aScore(2),
    }),
  );
  hear(
    anAttempt({ number: 2, proposal: { ...stating(''), summary: 'ran tests', replayData: '{}' }, outcome: aScore(2) }),
  );
  expect(story.standing(0)?.ideas.map(({ summary }) => summary)).toEqual(['ran tests']);
});

test('of many ideas the best, the latest and those of the parent are told', () => {
  const { byModel, numbers } = aStory();
  byModel(1, 9);
  byModel(2, 0.5);
  for (let number = 4; number < 400; number++) byModel(number, 1 + (number % 4), number === 300 ? 2 : 0);
  expect(numbers(2)).toEqual([1, 4, 5, 6, 7, 300, 397, 398, 399]);
  expect(numbers(1)).toEqual([1, 4, 5, 6, 7, 397, 398, 399]);
});
