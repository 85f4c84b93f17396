import { readFileSync } from 'node:fs';
import { EnvironmentError, UsageError } from '../api/errors.ts';
import { openTypeChecker } from '../language/javascript/type-check.ts';
import type { Askable } from '../proposers/prompted/proposer.ts';
import { Answers, readAnswers, recordedAnswers } from './answers.ts';
import { exec } from './exec.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';
import type { ModelProvider } from './provider.ts';
import { Schedule } from './schedule.ts';
import { type Pace, Server, usualPace } from './server.ts';
import { type ModelSettings, roleDefaults } from './settings.ts';
import { Spending } from './spending.ts';

/** The providers, by name. */
const providers: Readonly<Record<ModelSettings['provider'], (model: ModelSettings) => ModelProvider>> = {
  ollama: ({ host }) => ollama(host),
  openai: ({ host, key }) => openai(host, key === undefined ? undefined : keyIn(key)),
  exec: () => exec,
};

function keyIn(variable: string): string {
  const key = process.env[variable];
  if (key) return key;
  throw new UsageError(`The environment variable ${variable}, which key= names, is not set.`);
}

/** The provider of a model, for questions outside a run. */
export function providerOf(model: ModelSettings): ModelProvider {
  return providers[model.provider](model);
}

export interface Connection {
  readonly models: ReadonlyMap<string, Askable>;
  readonly schedule: Schedule;
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Calls wait for their turn themselves, and durations are not recorded. */
  readonly deterministic: boolean;
  /** Hears what happens to servers and models. */
  readonly say: (message: string) => void;
  readonly pace?: Pace;
  /** File with recorded answers, which are given in place of asking. */
  readonly answers?: string | undefined;
}

/**
 * Finds every declared model on its server.
 *
 * @throws {UsageError} when a server does not have a model, or cannot be used as declared.
 * @throws {EnvironmentError} when a server does not answer.
 */
export async function connect(models: readonly ModelSettings[], options: ConnectOptions): Promise<Connection> {
  const { deterministic, say, pace = usualPace } = options;
  const unmeasured = models.find(({ asking }) => deterministic && asking !== undefined);
  if (unmeasured)
    throw new UsageError(
      `${unmeasured.label}: a deterministic run knows no durations; say calls= or tokens= for asking=.`,
    );
  const providerFor = options.answers === undefined ? providerOf : recordedIn(options.answers);
  const servers = new Map<string, Server>();
  let schedule: Schedule | undefined;
  const placed = models.map((model) => {
    const name = options.answers ?? (model.provider === 'exec' ? model.name : model.host);
    const key = options.answers ? model.label : `${model.provider} ${name} ${model.key ?? ''}`;
    const server = servers.get(key) ?? new Server(name, providerFor(model), () => schedule?.changed(), say, pace);
    servers.set(key, server);
    const { label, parallel, resident } = model;
    // In deterministic runs the bandit heeds the limits, by the record, and what it chose is always asked.
    const spending = new Spending(deterministic ? {} : model);
    return { label, name: model.name, server, parallel, resident, spending };
  });
  const facts = await Promise.all(models.map((model, index) => factsOf(model, placed[index]!.server.provider)));
  const ready = new Schedule(placed);
  schedule = ready;
  const types = openTypeChecker();
  const askable = models.map((settings, index): [string, Askable] => [
    settings.label,
    {
      ...{ settings, thinks: facts[index]?.thinks, timed: !deterministic },
      call: (request, signal) => ready.call(settings.label, request, signal),
      acquire: (signal) => ready.acquire(settings.label, signal),
      ...{ spending: deterministic ? new Spending(settings) : placed[index]!.spending, types },
    },
  ]);
  const close = async () => {
    ready.close();
    await types.close();
  };
  return { models: new Map(askable), schedule: ready, close };
}

/** Recorded answers in place of servers. */
function recordedIn(file: string): (model: ModelSettings) => ModelProvider {
  const byModel = readAnswers(textOf(file), file);
  return ({ label }) => {
    const exchanges = byModel.get(label);
    if (exchanges) return recordedAnswers(file, new Answers(exchanges));
    const names = [...byModel.keys()].join(', ') || 'no model';
    throw new UsageError(`${file} has no answers of ${label}, but of ${names}: say label= to name one of them.`);
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`The answers cannot be read: ${(error as Error).message}`);
  }
}

async function factsOf(model: ModelSettings, provider: ModelProvider) {
  const facts = await provider.inspect(model.name, new AbortController().signal);
  const { name, host } = model;
  if (!('status' in facts)) {
    const { contextTokens } = roleDefaults(model);
    if ((facts.contextTokens ?? contextTokens) < contextTokens)
      throw new UsageError(
        `${name} was trained for ${facts.contextTokens} tokens: say context=${facts.contextTokens}.`,
      );
    return facts;
  }
  if (facts.kind === 'configuration') {
    const there = await provider.list(new AbortController().signal);
    const names = 'status' in there ? '' : ` It has ${there.join(', ') || 'no models'}.`;
    const cure = model.provider === 'ollama' ? ` To have it: ollama pull ${name}` : '';
    throw new UsageError(`The model ${name} cannot be used on ${host}: ${facts.message}.${names}${cure}`);
  }
  const cure = model.provider === 'ollama' ? ' Is Ollama running? It is started with: ollama serve' : '';
  throw new EnvironmentError(`The model server ${host} does not answer: ${facts.message}.${cure}`);
}
