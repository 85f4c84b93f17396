import { join } from 'node:path';
import { germline } from '../lanes.ts';
import { type Engine, type Order, type Result, readLines, runMetered } from './engine.ts';

/** germline from a checkout, with options of `germline run`. */
export function germlineEngine(checkout: string, options: readonly string[]): Engine {
  return async (order) => {
    const { problem, seed, folder, models } = order;
    const run = ['run', problem, '--population', './population', '--events', 'events.jsonl', '--seed', String(seed)];
    const cost = ['--workers', '1', '--set', 'simplify=false', ...options];
    const calls = await runMetered(order, async (address) => {
      const declared = models.flatMap((model, at) => ['--model', declare({ ...model, host: address }, order, at)]);
      const args = [join(checkout, 'src/cli/germline.js'), ...run, ...cost, ...declared];
      return { file: process.execPath, args, stop: 'SIGINT' };
    });
    const { initial, score } = JSON.parse(await germline('best', join(folder, 'population'), '--json'));
    return { calls, initial, best: score, ...countChildren(readLines(join(folder, 'events.jsonl'))) };
  };
}

/** A value of `--model`; the calls are shared out among the models. */
function declare(model: Readonly<Record<string, string>>, { calls, answer, models }: Order, index: number): string {
  const share = Math.floor(calls / models.length) + (index < calls % models.length ? 1 : 0);
  const settings = { answer: String(answer), ...model, calls: String(share) };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

interface AttemptEvent {
  readonly event: string;
  readonly model: string | null;
  readonly status: string;
  readonly reason?: string;
}

function countChildren(events: readonly unknown[]): Pick<Result, 'valid' | 'lost'> {
  const answered = (events as readonly AttemptEvent[]).filter(
    ({ event, model }) => event === 'attempt' && model !== null,
  );
  const lost: Record<string, number> = {};
  for (const { status, reason } of answered)
    if (status !== 'scored') lost[reason ?? status] = (lost[reason ?? status] ?? 0) + 1;
  return { valid: answered.filter(({ status }) => status === 'scored').length, lost };
}
