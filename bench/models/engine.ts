import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { Meter } from './meter.ts';

/** What every engine gets in one run. */
export interface Order {
  readonly problem: string;
  readonly seed: number;
  /** Calls of models, whatever comes of them. */
  readonly calls: number;
  /** Settings of `germline run --model`. */
  readonly models: readonly Readonly<Record<string, string>>[];
  /** Tokens of an answer at most. */
  readonly answer: number;
  /** An empty folder for all files of the run. */
  readonly folder: string;
}

export interface Result {
  readonly calls: number;
  readonly initial: number;
  readonly best: number;
  /** Different programs of models that have a score. */
  readonly valid: number;
  /** Conversations that led to no score, by reason; of germline only. */
  readonly lost?: Readonly<Record<string, number>>;
}

export type Engine = (order: Order) => Promise<Result>;

/** Time for what an engine makes of the last answer, in milliseconds. */
const grace = 30_000;

interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What ends it in order; without one it is killed. */
  readonly stop?: 'SIGINT';
}

/** Runs an engine between its first call and its last, to the number of calls. What it prints goes to a file. */
export async function runMetered(order: Order, command: (address: string) => Promise<Command>): Promise<number> {
  const [{ host = '' } = {}] = order.models;
  const { origin, pathname } = new URL(host);
  await using meter = await Meter.open(origin, order.calls, join(order.folder, 'calls.jsonl'));
  const { file, args, environment = {}, stop } = await command(meter.address + pathname.replace(/\/$/, ''));
  const output = { file: join(order.folder, 'output.txt'), append: true };
  const options = { detached: true, reject: false, stdin: 'ignore', stdout: output, stderr: output } as const;
  const engine = execa(file, args, { ...options, cwd: order.folder, env: environment });
  const kill = () => engine.pid !== undefined && process.kill(-engine.pid, 'SIGKILL');
  const interrupted = () => process.exit(kill() ? 130 : 1);
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const spent = meter.spent.then(() => setTimeout(grace, 'spent', { ref: false }));
  const isRunning = (await Promise.race([engine, spent])) === 'spent';
  if (isRunning && stop) engine.kill(stop);
  else if (isRunning) kill();
  await engine;
  process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  return meter.calls;
}

/** The documents of a file with one on each line. */
export function readLines(file: string): readonly unknown[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
