import { planOf } from './plan.ts';
import type { ModelFailure, ModelProvider, ModelRequest } from './provider.ts';
import type { ModelSettings } from './settings.ts';

/** The speed of a model with some number of calls at once. */
export interface Speed {
  readonly parallel: number;
  /** Tokens per second of all answers together, without prompts. */
  readonly tokensPerSecond: number;
}

/** Tokens of each measured answer. */
const answerTokens = 128;

/** A server that answers so much more with twice the calls at once is asked for twice as many again. */
const worthMore = 1.2;
/** Most calls at once. */
const mostParallel = 32;

/** Measures a model with 1, 2, 4 calls at once and so on while that pays, after a call that loads it. */
export async function measureSpeed(
  model: ModelSettings,
  provider: ModelProvider,
  signal: AbortSignal,
): Promise<readonly Speed[] | ModelFailure> {
  const speeds: Speed[] = [];
  for (let parallel = 0; parallel <= mostParallel; parallel = parallel === 0 ? 1 : 2 * parallel) {
    const began = performance.now();
    const calls = Array.from({ length: Math.max(1, parallel) }, (_, index) =>
      provider.ask(requestFor(model, index), signal),
    );
    const answers = await Promise.all(calls);
    const failed = answers.find((answer) => answer.status === 'failed' && answer.kind !== 'empty');
    if (failed?.status === 'failed') return failed;
    const tokens = answers.reduce((sum, answer) => sum + answer.tokens.answer, 0);
    const tokensPerSecond = (1000 * tokens) / (performance.now() - began);
    if (parallel === 0) continue;
    const before = speeds.at(-1)?.tokensPerSecond;
    speeds.push({ parallel, tokensPerSecond });
    if (before !== undefined && parallel > 2 && tokensPerSecond < worthMore * before) break;
  }
  return speeds;
}

/** The context is that of a run, so that the run need not load the model again. */
function requestFor(model: ModelSettings, index: number): ModelRequest {
  const { sampling, contextTokens, deadlines } = planOf(model);
  return {
    model: model.name,
    messages: [{ role: 'user', content: `Write a long story about the number ${index + 1}.` }],
    sampling: { ...sampling, seed: index },
    ...{ contextTokens, answerTokens, deadlines },
  };
}

/** The fewest calls at once that reach nine tenths of the best speed. */
export function bestParallel(speeds: readonly Speed[]): number {
  const best = Math.max(...speeds.map(({ tokensPerSecond }) => tokensPerSecond));
  return speeds.find(({ tokensPerSecond }) => tokensPerSecond >= 0.9 * best)?.parallel ?? 1;
}
