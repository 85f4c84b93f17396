import { expect, test } from 'vitest';
import type { Proposal, Request } from '../../src/api/proposer.ts';
import { readConfig } from '../../src/config.ts';
import { connect } from '../../src/proposers/llm/connect.ts';
import { promptedModel } from '../../src/proposers/llm/model.ts';
import { policy } from '../../src/proposers/llm/provider.ts';
import { randomStream } from '../../src/random.ts';
import { errors, type Scenario, startFakeOllama, wire } from '../fixtures/fake-ollama.ts';

const attempts = 1000;
const pace = { retry: [1, 5], backOff: [1, 2, 4], probe: [2, 10], pause: [10, 30] };

const good = wire.says('IDEA: two\n```ts\nexport const a = 2;\n```');
const faults: readonly Scenario[] = [
  ...Array.from({ length: 20 }, () => good),
  ...[wire.thinks('hm', '```ts\nexport const a = 3;\n```')],
  ...[wire.thoughtAteBudget, wire.empty, wire.cutOff, wire.missingDone, wire.repeatsForEver, wire.repeatLimit],
  ...[wire.crashMidStream, wire.socketDestroyed, wire.garbageLine, wire.hangsBeforeFirstToken, wire.hangsBetweenTokens],
  ...[
    wire.drips(5),
    wire.splitBytes('<think>never closed'),
    wire.says('prose'),
    wire.says('```ts\nexport const = ;\n```'),
  ],
  ...[errors.busy, errors.tooLong, errors.tooLongRendered, errors.outOfMemory, errors.loadTimedOut],
  ...[errors.runnerStopped, errors.repeatLimit, errors.badGateway],
];

test('a thousand attempts with every fault at random: nothing hangs, everything has a kind, all slots come back', async () => {
  const random = randomStream(2026);
  const fake = await startFakeOllama({
    models: ['a', 'b', 'doomed'],
    otherwise: (call) => (call.body.model === 'doomed' ? errors.notFound : random.pick(faults))(call),
  });
  const { models } = readConfig({
    models: [
      { name: 'a', host: fake.url, parallel: 8, seconds: 0.1 },
      { name: 'b', host: fake.url, parallel: 8, seconds: 0.1, role: 'depth', format: 'replacements' },
      { name: 'doomed', host: fake.url, parallel: 2 },
    ],
  });
  const said: string[] = [];
  const { models: askable, schedule } = await connect(models, {
    deterministic: false,
    say: (message) => said.push(message),
    pace,
  });
  const prompted = new Map([...askable].map(([label, model]) => [label, promptedModel(model)]));
  const proposals: Proposal[] = [];

  await new Promise<void>((resolve, reject) => {
    let begun = 0;
    const propose = async (label: string, number: number) => {
      const stream = randomStream(1, number);
      const model = prompted.get(label);
      const proposer = model?.choose(stream, { inspirations: [0] });
      const parent = { number: 0, score: 1, files: { 'main.ts': 'export const a = 1;\n' } };
      const inspirations = [{ ...parent, number: 1, files: { 'main.ts': 'export const a = 5;\n' } }];
      const request: Request = { statement: 'Raise a.', parent, inspirations, random: stream };
      return (await proposer?.propose(request, new AbortController().signal)) as Proposal;
    };
    const fill = () => {
      for (let slot = begun < attempts ? schedule.take() : undefined; slot; slot = schedule.take()) {
        const { model, release } = slot;
        propose(model, begun++).then((proposal) => {
          proposals.push(proposal);
          release();
          if (proposals.length === begun && begun >= attempts) resolve();
        }, reject);
        if (begun >= attempts) return;
      }
    };
    schedule.onChange(fill);
    fill();
  });

  const exchanges = proposals.flatMap((proposal) => proposal.exchanges ?? []);
  expect(proposals.length).toBeGreaterThanOrEqual(attempts);
  expect(proposals.filter(({ status }) => status === 'proposed').length).toBeGreaterThan(attempts / 10);
  for (const proposal of proposals)
    if (proposal.status === 'refused')
      expect(proposal.reason).toMatch(/^(no-answer|no-code|no-match|ambiguous|syntax|unchanged|outside-block)$/);
  const kinds = new Set(exchanges.flatMap(({ failure }) => failure?.kind ?? []));
  for (const kind of kinds) expect(Object.keys(policy)).toContain(kind);
  expect([...kinds].sort()).toEqual(
    ['busy', 'configuration', 'empty', 'incomplete', 'resource', 'too-long', 'transient'].filter((kind) =>
      kinds.has(kind),
    ),
  );
  expect(kinds.size).toBeGreaterThanOrEqual(6);
  for (const { failure, answer, tokens } of exchanges) {
    expect(Boolean(failure)).toBe(answer === '');
    expect(Number.isFinite(tokens.prompt + tokens.answer)).toBe(true);
  }
  expect(said.some((message) => message.startsWith('doomed on'))).toBe(true);
  expect(said.some((message) => message.includes('is back'))).toBe(true);
  await fake.idle();
  schedule.close();
  await fake.close();
});
