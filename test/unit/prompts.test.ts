import { describe, expect, test } from 'vitest';
import type { Judged, ProposalFacts, Refused, TellResult } from '../../src/api/attempt.ts';
import { partGroups } from '../../src/api/wording.ts';
import { wordingIn } from '../../src/change/wording.ts';
import { describeFixed } from '../../src/cli/describe-playbook.ts';
import { orderFrom, type PromptMode, Prompts } from '../../src/memory/prompts.ts';
import type { ModelRequest } from '../../src/models/provider.ts';
import { randomStream } from '../../src/random.ts';
import { anAttempt, aReflection, aScore } from '../factory.ts';
import { answerWith, testModels } from '../fixtures/test-models.ts';
import { replayRun, resumeRun, startRun } from '../fixtures/test-run.ts';

const better: TellResult = { placement: 'improved', improvedParent: true, improvedChampion: false };
const worse: TellResult = { placement: 'rejected', improvedParent: false, improvedChampion: false };
const drift: TellResult = { ...worse, placement: 'new' };

const asks = [
  { name: 'improve', variations: ['Raise the score by one change.', 'Fix what harms the score most.'] },
  { name: 'explore', variations: ['Take another approach.'], aim: 'place' as const },
];

function somePrompts(mode: PromptMode, interval = 48) {
  const prompts = new Prompts(mode, asks, interval);
  let number = 0;
  const hears = (
    times: number,
    wording?: string,
    result = worse,
    tokens = 1000,
    outcome: Judged | Refused = aScore(1),
  ) => {
    const exchanges = [{ prompt: '', answer: 'x', tokens: { prompt: tokens, answer: 0 } }];
    const proposal: Partial<ProposalFacts> = { model: 'm', exchanges, ...(wording !== undefined && { wording }) };
    for (let at = 0; at < times; at++)
      prompts.tell({ attempt: anAttempt({ number: ++number, outcome, proposal }) }, result);
  };
  const writes = (text: string, ask = 'improve') =>
    prompts.tell(
      {
        attempt: aReflection({ number: ++number, model: 'm', delta: { wordings: [{ ask, text, order: partGroups }] } }),
      },
      worse,
    );
  const shareOf = (id: string, ask = 'improve') => {
    const drawn = Array.from({ length: 400 }, (_, seed) => prompts.choose(randomStream(seed), ask)?.id);
    return drawn.filter((one) => one === id).length / drawn.length;
  };
  const ids = () => prompts.all.map(({ id }) => id);
  return { prompts, hears, writes, shareOf, ids };
}

describe('wordings', () => {
  test('are drawn within the intervals of what they gained for their tokens, so that chance decides little', () => {
    const { hears, shareOf } = somePrompts('evolve');
    expect(shareOf('improve 1')).toBeCloseTo(0.5, 1);
    hears(2, 'improve 1', better);
    expect(shareOf('improve 2')).toBeGreaterThan(0.1); // two gains are luck
    hears(28, 'improve 1', better);
    hears(30, 'improve 2', worse);
    expect(shareOf('improve 1')).toBe(1);
    hears(30, 'explore 1', drift);
    expect(shareOf('explore 1', 'explore')).toBe(1);
  });

  test('that take more tokens for the same gains are drawn less', () => {
    const { hears, shareOf } = somePrompts('evolve');
    hears(30, 'improve 1', better, 500);
    hears(30, 'improve 2', better, 2000);
    expect(shareOf('improve 1')).toBe(1);
  });

  test('are judged by the aim of their request', () => {
    const { prompts, hears } = somePrompts('evolve');
    hears(3, 'explore 1', drift);
    hears(3, 'improve 1', drift);
    expect(prompts.all).toMatchObject([
      { gains: 0, attempts: 3 },
      { attempts: 0 },
      { gains: 3, latest: { length: 3 } },
    ]);
  });

  test('are left to the proposer where they are fixed, and for 160 attempts where the run decides', () => {
    for (const [mode, isOn] of [
      ['fixed', false],
      ['auto', true],
    ] as const) {
      const { prompts, hears } = somePrompts(mode);
      hears(159);
      expect([prompts.choose(randomStream(1), 'improve'), prompts.isDue]).toEqual([undefined, false]);
      hears(1);
      expect([prompts.choose(randomStream(1), 'improve') !== undefined, prompts.isDue]).toEqual([isOn, isOn]);
    }
  });

  test('say why they do not evolve', () => {
    const { prompts, hears } = somePrompts('auto');
    hears(159);
    expect(describeFixed(prompts)).toBe(
      'Prompts evolve after 1 more attempt of models, since it does not pay in short runs (--set prompts=evolve begins at once).',
    );
    hears(1);
    expect(describeFixed(prompts)).toBeUndefined();
    expect(describeFixed(somePrompts('evolve').prompts)).toBeUndefined();
    expect(describeFixed(somePrompts('fixed').prompts)).toBe('Prompts do not evolve: this run has prompts=fixed.');
  });
});

describe('a new wording', () => {
  test('is due after 48 attempts, for the request that is used most, and is drawn like the others', () => {
    const { prompts, hears, writes, shareOf, ids } = somePrompts('evolve');
    hears(47, 'explore 1');
    expect(prompts.isDue).toBe(false);
    hears(1, 'improve 1');
    expect(prompts.isDue).toBe(true);
    expect(prompts.subject.map(({ id }) => id)).toEqual(['explore 1']);
    writes('Borrow a method from statistics that nobody has tried here.', 'explore');
    expect(prompts.isDue).toBe(false);
    expect(ids()).toEqual(['improve 1', 'improve 2', 'explore 1', 'explore #49']);
    expect(shareOf('explore #49', 'explore')).toBeGreaterThan(0.5);
  });

  test('is due as often as the run says', () => {
    const { prompts, hears, writes } = somePrompts('evolve', 5);
    for (let round = 0; round < 2; round++) {
      hears(4, 'improve 1');
      expect(prompts.isDue).toBe(false);
      hears(1, 'improve 1');
      expect(prompts.isDue).toBe(true);
      writes('Borrow a method from statistics that nobody has tried here.');
    }
  });

  test('that says what another one says, or is for no request of the run, is left out', () => {
    const { writes, ids } = somePrompts('evolve');
    writes('Raise the score by one change');
    writes('Something that is quite different from all others', 'simplify');
    expect(ids()).toHaveLength(3);
  });

  test('takes the place of the one that can be worth least, after a fair trial; the first ones stay', () => {
    const { hears, writes, ids } = somePrompts('evolve');
    for (const word of ['apple', 'bread', 'cheese']) writes(`Think of ${word} and ${word}s before all else`);
    const [first, second, third] = ids().filter((id) => id.includes('#')) as [string, string, string];
    writes('Think of grapes alone');
    expect(ids()).toHaveLength(6); // none had a trial yet
    hears(12, first, better);
    hears(12, second, worse);
    hears(9, third, worse);
    writes('Think of grapes alone');
    expect(ids()).toEqual(['improve 1', 'improve 2', 'explore 1', first, third, expect.stringContaining('#')]);
  });
});

test('the order of parts differs from that of another wording by one swap at most', () => {
  const orders = Array.from({ length: 100 }, (_, seed) => orderFrom({}, randomStream(seed)));
  expect(new Set(orders.map(String)).size).toBe(4);
  for (const order of orders) expect(new Set(order)).toEqual(new Set(partGroups));
});

test.each([
  ['PROMPT: Change the step of the search first.', 'Change the step of the search first.'],
  [
    'Here it is:\n\n**PROMPT:** "Change the step\nof the search first."\n\nIt helps.',
    'Change the step of the search first.',
  ],
  ['```\nprompt: Change the `step` of the search first.\n```', "Change the 'step' of the search first."],
  ['PROMPT: your text', undefined],
  ['PROMPT: short', undefined],
  [`PROMPT: ${'long '.repeat(200)}`, undefined],
  ['Change the step of the search first.', 'Change the step of the search first.'],
  ['"Change the step\nof the search first."\n', 'Change the step of the search first.'],
  ['I would change the step of the search first.', undefined],
  ['To improve the step:\n1. **Size**: make it smaller.\n2. **Sign**: turn it.', undefined],
  ['Change the step of the search.\n\nThen change the rest of it.', undefined],
  ['```\nexport const step = 0.1;\n```', undefined],
])('%j is read as %j', (answer, text) => {
  expect(wordingIn(answer)).toBe(text);
});

const planted = 'Move the sum a little of the way towards the goal, by a tenth or less.';

/** A model that is good at the problem only where its prompt asks for it in the planted words, which it writes once itself. */
const literal = async ({ messages, sampling }: ModelRequest) => {
  const text = messages.map(({ content }) => content).join('\n');
  const chaff = `PROMPT: Consider aspect ${sampling.seed} of the matter and property ${sampling.seed % 89} too.`;
  if (text.includes('You improve the instructions'))
    return text.includes('Consider aspect') ? chaff : `PROMPT: ${planted}`;
  if (!text.includes(planted)) return answerWith(`export const values = () => [${1000 + (sampling.seed % 997)}];`);
  const shown = text.slice(text.indexOf('# The program to change')).match(/values = \(\) => \[([^\]]*)\]/)?.[1] ?? '0';
  const sum = shown.split(',').reduce((total, one) => total + Number(one), 0);
  return answerWith(`export const values = () => [${sum + (100 - sum) * (0.01 + (sampling.seed % 997) / 9970)}];`);
};

async function searched(prompts: PromptMode, attempts: number) {
  const config = {
    ...{ attempts, proposers: 'none', deterministic: true, lag: 4, islands: 1, simplify: false, twins: false },
    ...{ playbook: 'off', prompts, models: [{ name: 'm', repairs: 0 }] },
  };
  const { models } = testModels(config, literal);
  const options = { config, models };
  const run = await startRun(options);
  await run.evolve();
  return { run, options, champion: run.run.state.population.champion!.score };
}

test('a better prompt is found and used most, with fixed prompts it is not; the run is the same again without a model', async () => {
  const { run, options, champion } = await searched('evolve', 260);
  await using _ = run;
  const all = run.run.state.prompts.all.toSorted((a, b) => b.gains - a.gains);
  expect(all[0]).toMatchObject({ text: planted, id: expect.stringContaining('#') });
  expect(all[0]!.attempts).toBeGreaterThan(
    all.find(({ ask, id }) => ask === all[0]!.ask && !id.includes('#'))!.attempts,
  );
  expect(champion).toBeGreaterThan(-60);
  expect(run.recorded.some((attempt) => attempt.kind === 'proposal' && attempt.proposal.wording === all[0]!.id)).toBe(
    true,
  );
  const { difference, rebuilt } = await replayRun(run.record, options);
  expect(difference).toBeUndefined();
  expect(rebuilt.batches).toEqual(run.record.batches);
  await using resumed = await resumeRun(run.record, options);
  expect(resumed.run.state.prompts.all).toEqual(run.run.state.prompts.all);
  const fixed = await searched('fixed', 120);
  await using __ = fixed.run;
  expect(fixed.champion).toBe(-93);
  expect(fixed.run.recorded.some((attempt) => attempt.kind === 'reflection')).toBe(false);
});
