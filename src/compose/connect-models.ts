import { UsageError } from '../api/errors.ts';
import type { SearchConfig } from '../config.ts';
import { type Connection, connect } from '../models/connect.ts';
import { operators } from '../proposers/operators/javascript/index.ts';
import { searches } from '../proposers/tuners/index.ts';
import type { SessionOptions } from './session.ts';

/** Finds the declared models on their servers. */
export async function connectModels(
  { models, deterministic }: SearchConfig,
  { reporter, answers, pace }: SessionOptions,
): Promise<Connection> {
  const taken = [...[...operators, ...searches].map(({ name }) => name), 'operators', 'initial'];
  for (const [index, { label }] of models.entries())
    if (taken.includes(label) || models.findIndex((other) => other.label === label) < index)
      throw new UsageError(`Two proposers are called ${label}: give one of them another name with label=`);
  const say = (message: string) => reporter.notice?.(message);
  return await connect(models, { deterministic, answers, say, ...(pace && { pace }) });
}
