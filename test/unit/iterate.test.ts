import { describe, expect, test } from 'vitest';
import type { ProposalAttempt } from '../../src/api/attempt.ts';
import type { Proposal, Proposer, Pursuit } from '../../src/api/proposer.ts';
import { createBandit } from '../../src/proposers/bandit.ts';
import { type Conduct, iterate } from '../../src/run/iterate.ts';
import type { Wish } from '../../src/run/sample.ts';
import { numbers, startRun, type TestOptions } from '../fixtures/test-run.ts';

const never = new AbortController().signal;
const conduct: Conduct = { abort: never, late: never, cutShort: false };

/** One attempt of a search in which this proposes, and how often it was asked. */
async function attemptOf(
  propose: (draw: number) => Proposal | Pursuit,
  { wish = { cause: 'drawn' }, options = {} }: { wish?: Wish; options?: TestOptions } = {},
) {
  /** Draws by their random numbers, which are the same where a draw is started over. */
  const draws = new Map<number, number>();
  const drawOf = (number: number) => draws.get(number) ?? draws.set(number, draws.size).get(number)!;
  const proposer: Proposer = { name: 'one', propose: ({ random }) => propose(drawOf(random.next())) };
  const parts = () => ({
    ...{ proposers: new Map([['one', proposer]]), bandit: createBandit(['one']), tune: proposer, simplify: proposer },
  });
  await using it = await startRun({ parts, ...options });
  const recorded = await iterate(it.run.engine, it.run.begin(wish), conduct);
  return { attempt: recorded.attempt as ProposalAttempt, program: recorded.program, asked: draws.size };
}

const refused: Proposal = { status: 'refused', reason: 'no-site', feedback: 'nothing' };
const proposed = (values: string): Proposal => ({ status: 'proposed', files: numbers(values).files, summary: 'x' });
const duplicate = proposed('1.5, 2.5, 3.0'); // the initial program, written differently

describe('an attempt', () => {
  test('draws again up to seven times what is refused at once, and names the draw that made a child', async () => {
    const { attempt, program, asked } = await attemptOf((draw) => (draw < 7 ? refused : proposed('5')));
    expect(asked).toBe(8);
    expect(attempt).toMatchObject({ drawn: { draw: 7 }, outcome: { status: 'scored', score: -95 } });
    expect(program?.files).toEqual(numbers('5').files);
  });

  test('ends with the refusal of the eighth draw', async () => {
    const { attempt, program, asked } = await attemptOf((draw) => ({
      ...refused,
      feedback: `nothing in draw ${draw}`,
    }));
    expect(asked).toBe(8);
    expect(attempt).toMatchObject({
      drawn: { draw: 7 },
      outcome: { reason: 'no-site', feedback: 'nothing in draw 7' },
    });
    expect(attempt.cost.evaluate).toBe(0);
    expect(program).toBeUndefined();
  });

  test('draws again what does not pass the gates or was seen before', async () => {
    const broken: Proposal = { status: 'proposed', files: { 'main.js': 'const' } };
    const { attempt } = await attemptOf((draw) => [duplicate, broken, proposed('6')][draw]!);
    expect(attempt).toMatchObject({ drawn: { draw: 2 }, outcome: { score: -94 } });
  });

  test('is not drawn again where its proposer takes its time, or where its parent is given', async () => {
    const slow = await attemptOf(() => async () => refused);
    expect([slow.asked, slow.attempt.drawn.draw]).toEqual([1, 0]);
    const late = await attemptOf((draw) => (draw === 0 ? refused : async () => refused));
    expect([late.asked, late.attempt.drawn.draw]).toEqual([2, 1]);
    for (const cause of ['tune', 'simplify'] as const) {
      const { asked, attempt } = await attemptOf(() => refused, { wish: { cause, candidate: 0 } });
      expect(asked).toBe(1);
      expect(attempt).toMatchObject({ cause, drawn: { parent: 0, inspirations: [] } });
    }
  });

  test('keeps what its proposer says of it, a refused one too', async () => {
    const details = { summary: 'found', mate: 0, replayData: '[1]' };
    const child = await attemptOf(() => ({ ...proposed('7'), ...details }));
    expect(child.attempt.proposal).toEqual({ proposer: 'one', ...details });
    const none = await attemptOf(() => async () => ({ ...refused, ...details }));
    expect(none.attempt.proposal).toEqual({ proposer: 'one', ...details });
    expect(none.attempt.outcome).toEqual(refused);
  });
});
