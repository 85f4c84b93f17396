import { expect, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import type { Direction } from '../../src/api/direction.ts';
import { defaultDescriptors } from '../../src/population/descriptors.ts';
import { IslandPopulation } from '../../src/population/island-population.ts';
import { gatherFacts } from '../../src/report/facts.ts';
import { headingOf, unprotectedText } from '../../src/report/heading.ts';
import {
  assurances,
  bestChanges,
  curveCharts,
  headline,
  improvements,
  proposerRow,
} from '../../src/report/sections.ts';
import { aFailure, anAttempt, anAudit, anInitial, aReflection, aRefusal, aScore, someFacts } from '../factory.ts';
import { recordOf } from '../fixtures/record-of.ts';

const descriptors = defaultDescriptors({ size: 10, branches: 1 });
const problem = { name: 'test', statement: 'Be better.', evaluator: { name: 'e', interface: 'i', stages: [] } };

/** The facts of a run that is told these attempts. */
function factsOf(attempts: readonly Attempt[], known = true, direction: Direction = 'max') {
  const population = new IslandPopulation({
    ...{ direction, islands: 2, migration: { topology: 'ring', interval: 100 }, descriptors },
    ...{ explore: 0, inspirations: 0, elites: 8 },
  });
  return gatherFacts(recordOf(attempts, { direction }), population, known ? { problem, descriptors } : undefined);
}

const initial = anInitial({ islands: [0, 1], outcome: aScore(1) });
const tokens = { prompt: 100, answer: 20 };
const failure = { kind: 'transient', message: 'm' };
const attempts: readonly Attempt[] = [
  initial,
  anAttempt({
    ...{ number: 1, at: 500, cost: { propose: 1000, evaluate: 500 } },
    ...{ proposal: { proposer: 'swap' }, outcome: aScore(3) },
  }),
  anAttempt({
    ...{ number: 2, at: 900, drawn: { parent: 1 } },
    proposal: {
      ...{ proposer: 'improve', model: 'small', trials: 7 },
      exchanges: [
        { prompt: 'p', answer: 'a', tokens },
        { prompt: 'q', answer: '', tokens, failure },
      ],
    },
    outcome: aScore(9, { metrics: { speed: 9, speed_low: 8, speed_high: 10 } }),
  }),
  anAttempt({ number: 3, proposal: { proposer: 'swap' }, outcome: aRefusal('no-site', 'nothing there') }),
  anAttempt({ number: 4, proposal: { proposer: 'swap' }, outcome: aFailure('wrong', { feedback: 'NaN' }) }),
  anAudit({
    ...{ number: 5, candidate: 2, cost: { propose: 0, evaluate: 4000 } },
    verdict: { status: 'refuted', metrics: {}, feedback: 'it got 2 when it was evaluated again' },
  }),
  aReflection({ number: 6, at: 1500 }),
  anAttempt({ number: 7, at: 2000, drawn: { parent: 1 }, proposal: { proposer: 'tune' }, outcome: aScore(4) }),
];

test('the winner, its gain and how the best score went', () => {
  const facts = factsOf(attempts);
  expect(facts).toMatchObject({ attempts: 5, recorded: 8, initial: 1, winner: { attempt: 7, score: 4, gain: 3 } });
  expect(facts.steps.map(({ attempt, attempts, score }) => [attempt, attempts, score])).toEqual([
    [0, 0, 1],
    [1, 1, 3],
    [2, 2, 9],
    [5, 4, 3],
    [7, 5, 4],
  ]);
  expect(facts.steps[3]?.summary).toBe('corrected by an audit of #2');
  expect(facts.attribution).toMatchObject({ from: 1, to: 4, gain: 3 });
  expect(bestChanges(facts).map(({ attempt }) => attempt)).toEqual([1, 7]);
  expect(headline(facts)).toContain('from 1 to 4 (+3, 300.0 %)');
});

test('a score above the best known is to be checked, but not where only digits were left out', () => {
  const headlineAt = (score: number) => headline({ ...factsOf(attempts), knownBest: { score, source: 'a paper' } });
  const beyond = 'the winner is above the best known: check it independently';
  expect(headlineAt(3)).toContain(`The best known is 3 (a paper); ${beyond}.`);
  expect(headlineAt(-1)).toContain(beyond);
  for (const known of [5, 4, 3.999999]) expect(headlineAt(known)).toMatch(/The best known is [\d.]+ \(a paper\)\.$/);
});

test('where lower is better, the winner is the lowest, gains are positive, and texts show scores as they are', () => {
  const from = (number: number, parent: number, score: number, proposer: string) =>
    anAttempt({ number, at: 100 * number, drawn: { parent }, proposal: { proposer }, outcome: aScore(score) });
  const initial = anInitial({ islands: [0, 1], outcome: aScore(8) });
  const facts = factsOf([initial, from(1, 0, 9, 'swap'), from(2, 0, 6, 'swap'), from(3, 2, 2, 'tune')], true, 'min');
  expect(facts).toMatchObject({ direction: 'min', initial: 8, winner: { attempt: 3, score: 2, gain: 6 } });
  expect(facts.steps.map(({ score }) => score)).toEqual([8, 6, 2]);
  expect(facts.proposers.map(({ proposer, gain }) => [proposer, gain])).toEqual([
    ['tune', 4],
    ['swap', 2],
  ]);
  expect(facts.archive?.islands[0]?.cells.map(({ score }) => score)).toEqual([2]);
  expect(headline(facts)).toContain('from 8 to 2 (-6, 75.0 %; lower is better)');
  expect(improvements(facts)).toContainEqual(['change', '-6']);
  expect(proposerRow(facts.proposers[0]!, 'min')).toContain('-4');
  const knownAt = (score: number) => headline({ ...facts, knownBest: { score, source: 'a paper' } });
  expect(knownAt(3)).toContain('the winner is below the best known: check it independently');
  for (const known of [1, 2, 2.000001]) expect(knownAt(known)).toMatch(/The best known is [\d.]+ \(a paper\)\.$/);
});

test('curves of the distance to the best known are above zero whichever way scores go', () => {
  for (const [direction, known] of [
    ['max', 12],
    ['min', -12],
  ] as const) {
    const turn = (score: number) => (direction === 'max' ? score : 0 - score);
    const child = (number: number, score: number) => anAttempt({ number, at: 1, outcome: aScore(turn(score)) });
    const facts = factsOf(
      [anInitial({ islands: [0, 1], outcome: aScore(turn(1)) }), child(1, 5), child(2, 9)],
      true,
      direction,
    );
    const charts = curveCharts({ ...facts, knownBest: { score: known, source: 'a paper' } });
    const [, distance] = charts.map(({ text }) => text);
    expect(distance).toContain('distance to the best known');
    expect(distance).toMatch(/<path class="curve"[^>]* d="M[^"]*H[^"]*V[^"]*H[^"]*V/);
  }
});

test('what each proposer did; what an audit took back is taken from who proposed it', () => {
  const facts = factsOf(attempts);
  const by = Object.fromEntries(facts.proposers.map((one) => [one.proposer, one]));
  expect(by.swap).toMatchObject({ tries: 3, children: 2, placed: 1, gain: 2, seconds: 1.504, tokens: 0 });
  expect(by.improve).toMatchObject({ model: 'small', tries: 1, gain: 0, tokens: 240 });
  expect(by.tune).toMatchObject({ tries: 1, gain: 1 });
  expect(by.audit).toBeUndefined();
});

test('outcomes, reasons and cost', () => {
  const facts = factsOf(attempts);
  expect(facts.outcomes).toEqual({ scored: 3, kept: 3, refused: 1, failed: 1 });
  expect(facts.reasons).toEqual([
    { status: 'refused', reason: 'no-site', count: 1, example: { attempt: 3, feedback: 'nothing there' } },
    { status: 'failed', reason: 'wrong', count: 1, example: { attempt: 4, feedback: 'NaN' } },
  ]);
  expect(facts.cost).toEqual({
    ...{ milliseconds: 2000, proposing: 1.004, evaluating: 0.505, auditing: 4, trials: 7 },
    ...{ calls: 2, failedCalls: 1, promptTokens: 200, answerTokens: 40 },
  });
});

test('how sure: audits that were held, and one that was not', () => {
  const facts = factsOf(attempts);
  expect(facts.audits).toEqual({ confirmed: 0, refuted: 1 });
  const said = assurances(facts, 'mine').join('\n');
  expect(said).toContain('germline audit mine');
  expect(said).toContain('Refuted: #2, because it got 2 when');
  const verdict = { status: 'confirmed', score: 4, metrics: { hidden: 3.5 }, feedback: 'the same score' } as const;
  const confirmed = anAudit({ number: 8, candidate: 7, verdict });
  const again = assurances(factsOf([...attempts, confirmed]), 'mine').join('\n');
  expect(again).toContain('confirmed (audit #8)');
  expect(again).toContain('hidden 3.5');
});

test('a timing comes with its interval, as an audit measured it', () => {
  const audited = (metrics: Readonly<Record<string, number>>) =>
    anAudit({
      ...{ number: 5, candidate: 2 },
      verdict: { status: 'confirmed', score: 8.5, metrics, feedback: 'repetitions' },
    });
  const again = { speed: 8.5, speed_low: 8.25, speed_high: 8.75, hidden: 2 };
  const facts = factsOf([...attempts.slice(0, 5), audited(again)]);
  const { hidden, ...metrics } = again;
  expect(facts.winner).toMatchObject({ score: 8.5, measured: [{ name: 'speed', value: 8.5, low: 8.25, high: 8.75 }] });
  expect(facts.winner.metrics).toEqual(metrics);
  expect(improvements(facts).at(-1)).toEqual(['speed, with its interval', '8.5 (8.25 to 8.75)']);
  expect(assurances(facts, 'mine')).toContain(`Scores on what the search never saw: hidden ${hidden}.`);
  expect(facts.proposers.find(({ model }) => model)?.gain).toBe(5.5);
  expect(facts.attribution.gain).toBe(7.5);
  const unmeasured = improvements(factsOf([...attempts.slice(0, 5), audited({})]));
  expect(unmeasured.at(-1)).toEqual(['speed, as first measured, with its interval', '9 (8 to 10)']);
  const unaudited = improvements(factsOf(attempts.slice(0, 5)));
  expect(unaudited.at(-1)).toEqual(['speed, with its interval', '9 (8 to 10)']);
});

test('without the problem, nothing is said of places in the archive', () => {
  const facts = factsOf(attempts, false);
  expect(facts).toMatchObject({ archive: undefined, statement: undefined, winner: { score: 4 } });
  expect(facts.outcomes.kept).toBeUndefined();
  expect(facts.proposers.every(({ placed }) => placed === undefined)).toBe(true);
});

test('a run that found nothing says so', () => {
  const facts = factsOf([initial]);
  expect(facts).toMatchObject({ attempts: 0, winner: { attempt: 0, gain: 0 }, proposers: [], reasons: [] });
  expect(headline(facts)).toContain('did not improve on 1');
});

test('a run without a judge says so beside its scores', () => {
  expect(assurances(factsOf(attempts), 'mine')).not.toContain(unprotectedText);
  const open = { ...factsOf(attempts), ...headingOf(someFacts({ unprotected: true }), problem) };
  expect(assurances(open, 'mine')).toContain(unprotectedText);
});
