import { UsageError } from '../api/errors.ts';
import type { Program } from '../api/program.ts';
import type { SearchConfig } from '../config.ts';
import type { Askable } from '../models/askable.ts';
import { type Connection, connect } from '../models/connect.ts';
import { embedWith } from '../models/embed.ts';
import { Spending } from '../models/spending.ts';
import { Vectors } from '../run/vectors.ts';
import type { SessionOptions } from './options.ts';
import { modelFree } from './proposers.ts';

/** Connects the declared models to their servers. A run without the built-in search asks no model. */
export async function connectModels(
  config: SearchConfig,
  options: SessionOptions,
  program: Program,
): Promise<ModelConnection> {
  const { models, deterministic } = config;
  const { reporter, answers, pace, search } = options;
  if (!search) return { models: silentModels(config), schedule: undefined, async close() {} };
  const taken = [
    ...Object.values(modelFree(program))
      .flat()
      .map(({ name }) => name),
    'operators',
    'initial',
  ];
  for (const [index, { label }] of models.entries())
    if (taken.includes(label) || models.findIndex((other) => other.label === label) < index)
      throw new UsageError(`Two proposers are called ${label}: give one of them another name with label=`);
  const say = (message: string) => reporter.notice?.(message);
  return await connect(models, { deterministic, answers, say, ...(pace && { pace }) });
}

/** The vectors of programs, where an embedding model is given and models are asked. */
export function vectorsOf({ embed, twins }: SearchConfig, { reporter, search }: SessionOptions): Vectors | undefined {
  if (!embed || !twins || !search) return undefined;
  return new Vectors(embedWith(embed), embed.similarity, (text) => reporter.notice?.(text));
}

/** The models of a run, and the schedule that seats them. */
export type ModelConnection = Omit<Connection, 'schedule'> & { readonly schedule: Connection['schedule'] | undefined };

/** Models of a replay: their answers are in the record. */
export function silentModels({ models, deterministic }: SearchConfig): ReadonlyMap<string, Askable> {
  const call = () => Promise.reject(new Error('a replay asks no model'));
  return new Map(
    models.map((settings) => [
      settings.label,
      { settings, call, timed: !deterministic, spending: new Spending(settings) },
    ]),
  );
}
