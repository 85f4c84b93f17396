/**
 * The cost of models beyond their own time: node bench/proposers.ts [seconds]
 *
 * 1. Overhead of a call: a local server answers immediately with 4,000 characters in 400 pieces, so that all time is the
 *    client's, the server's writing and the loopback; compared with a bare fetch that only reads the bytes.
 * 2. Evaluations per second beside a slow model (3 s per call, two concurrent calls), compared with a run without: the
 *    loss of the workers while the model thinks.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Attempt, evaluationsOf, modelOf } from '../src/api/attempt.ts';
import { startSession } from '../src/compose/start.ts';
import { ollama } from '../src/models/ollama.ts';
import { startFakeOllama, wire } from '../test/fixtures/fake-ollama.ts';
import { median } from './median.ts';

const seconds = Number(process.argv[2] ?? 15);
const never = new AbortController().signal;

async function timesOf(work: () => Promise<unknown>, count = 200): Promise<number> {
  const times: number[] = [];
  for (let call = 0; call < count; call++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return median(times);
}

async function overhead(): Promise<void> {
  const fake = await startFakeOllama({ otherwise: wire.says('x = 1;\n'.repeat(572), 400) });
  const provider = ollama(fake.url);
  const request = {
    ...{ model: 'tiny', messages: [{ role: 'user', content: 'x'.repeat(8000) }] as const },
    ...{ contextTokens: 8192, answerTokens: 2000 },
    sampling: { temperature: 1, topP: 1, topK: 40, minP: 0, repeatPenalty: 1, seed: 1 },
    deadlines: { firstToken: 10_000, betweenTokens: 10_000, total: 10_000 },
  };
  const asked = await timesOf(() => provider.ask(request, never));
  const body = JSON.stringify({ model: 'tiny', messages: request.messages, truncate: false });
  const bare = await timesOf(() => fetch(`${fake.url}/api/chat`, { method: 'POST', body }).then((r) => r.text()));
  console.log(`a call: ${asked.toFixed(1)} ms in the median; ${bare.toFixed(1)} ms for a bare fetch of the same bytes`);
  await fake.close();
}

async function runBeside(models: readonly object[]): Promise<{ evaluations: number; asked: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'germline-bench-'));
  const workers = availableParallelism();
  let [evaluations, asked] = [0, 0];
  const attempted = (attempt: Attempt) => {
    if (modelOf(attempt) !== undefined) asked++;
    evaluations += evaluationsOf(attempt);
  };
  const session = await startSession('circle-packing-26', {
    path: join(folder, 'p.git'),
    settings: { models, milliseconds: 1000 * seconds },
    ...{ seed: 1, workers, sandbox: 'auto', reporter: { attempted }, search: true },
  });
  await session.evolve({ stop: never, abort: never });
  await session.close();
  await rm(folder, { recursive: true, force: true });
  return { evaluations, asked };
}

async function besideSlowModel(): Promise<void> {
  const fake = await startFakeOllama({
    otherwise: async (call) => {
      await call.wait(3000);
      return wire.says('IDEA: none\n```ts\nexport const nothing = 1;\n```')(call);
    },
  });
  const rates: number[] = [];
  for (const [name, models] of [
    ['without a model', []],
    ['beside a slow model', [{ name: 'tiny', host: fake.url, parallel: 2 }]],
  ] as const) {
    const { evaluations, asked } = await runBeside(models);
    rates.push(evaluations / seconds);
    console.log(`${name}: ${(evaluations / seconds).toFixed(1)} evaluations per second, ${asked} answers of the model`);
  }
  const [alone = 0, beside = 0] = rates;
  console.log(`so the workers are idle for ${(100 * (1 - beside / alone)).toFixed(1)} % more of the time beside it`);
  await fake.close();
}

await overhead();
await besideSlowModel();
