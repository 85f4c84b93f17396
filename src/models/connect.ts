import { readFileSync } from 'node:fs';
import { EnvironmentError, UsageError } from '../api/errors.ts';
import { messageOf } from '../fault.ts';
import { openChecker } from '../language/checker.ts';
import { agent } from './agent.ts';
import { Answers, readAnswers, recordedAnswers } from './answers.ts';
import type { Acquire, Askable, Call } from './askable.ts';
import { exec } from './exec.ts';
import { Hosts } from './hosts.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';
import type { ModelFacts, ModelFailure, ModelProvider } from './provider.ts';
import { type Placed, Schedule } from './schedule.ts';
import { type ModelServer, type RetryPace, Server, usualPace } from './server.ts';
import { isCommand, type ModelSettings, modelSchema, roleDefaults } from './settings.ts';
import { Spending } from './spending.ts';

/** The providers, by name. */
const providers: Readonly<Record<ModelSettings['provider'], (model: ModelSettings) => ModelProvider>> = {
  ollama: ({ host }) => ollama(host),
  openai: ({ host, key }) => openai(host, key === undefined ? undefined : keyIn(key)),
  exec: () => exec,
  agent: () => agent,
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
  /** Receives what happens to servers and models, in words. */
  readonly say: (message: string) => void;
  readonly pace?: RetryPace;
  /** File with recorded answers, which take the place of the servers. */
  readonly answers?: string | undefined;
}

/**
 * Finds every declared model on its server.
 *
 * @throws {UsageError} when a server does not have a model, or cannot be used as declared.
 * @throws {EnvironmentError} when a server does not answer.
 */
export async function connect(models: readonly ModelSettings[], options: ConnectOptions): Promise<Connection> {
  checkClock(models, options);
  let changed = () => {};
  const placed = placeModels(models, options, () => changed());
  const facts = await Promise.all(
    models.map((model, index) => inspectModel(model, (placed[index] as Placing).servers, options)),
  );
  const schedule = new Schedule(placed);
  changed = () => schedule.changed();
  const types = openChecker();
  const timed = !options.deterministic;
  const askable = models.map((settings, index): [string, Askable] => {
    const { label } = settings;
    const spending = timed ? (placed[index] as Placing).spending : new Spending(settings);
    const call: Call = (request, signal) => schedule.call(label, request, signal);
    const acquire: Acquire = (signal, held) => schedule.acquire(label, signal, held);
    const { thinks, contextTokens } = facts[index] as ModelFacts;
    return [label, { settings: fitted(settings, contextTokens), call, acquire, thinks, timed, spending, types }];
  });
  const close = async () => {
    schedule.close();
    await types.close();
  };
  return { models: new Map(askable), schedule, close };
}

function checkClock(models: readonly ModelSettings[], { deterministic }: ConnectOptions): void {
  const unmeasured = models.find(({ asking }) => deterministic && asking !== undefined);
  if (!unmeasured) return;
  throw new UsageError(
    `${unmeasured.label}: a deterministic run has no clock: use calls=, tokens= or money= instead of asking=.`,
  );
}

interface Placing extends Placed {
  /** Its hosts, as servers of their own. */
  readonly servers: readonly Server[];
  readonly spending: Spending;
}

/** Each model on its server or servers; models of the same addresses and key share them. */
function placeModels(
  models: readonly ModelSettings[],
  { deterministic, say, pace = usualPace, answers }: ConnectOptions,
  changed: () => void,
): readonly Placing[] {
  const providerFor = answers === undefined ? providerOf : recordedIn(answers);
  const servers = new Map<string, Server>();
  const groups = new Map<string, ModelServer>();
  const serverAt = (model: ModelSettings, host: string) => {
    const address = answers ?? (isCommand(model.provider) ? model.name : host);
    const key = answers ? model.label : keyOf(model, [address]);
    const server = servers.get(key) ?? new Server(address, providerFor({ ...model, host }), changed, say, pace);
    servers.set(key, server);
    return server;
  };
  return models.map((model) => {
    const { label, name, parallel, resident } = model;
    const own = (answers === undefined ? hostsOf(model) : [model.host]).map((host) => serverAt(model, host));
    const key = keyOf(model, hostsOf(model));
    const server = own.length === 1 ? own[0]! : (groups.get(key) ?? new Hosts(own));
    groups.set(key, server);
    // In a deterministic run the bandit keeps to the limits, by the record; every call that it chose is made.
    const spending = new Spending(deterministic ? {} : model);
    return { label, name, server, servers: own, parallel, resident, spending };
  });
}

/** All addresses of a model's servers. */
export const hostsOf = ({ host, hosts = [host] }: ModelSettings): readonly string[] => hosts;

const keyOf = ({ provider, key = '' }: ModelSettings, addresses: readonly string[]) =>
  `${provider} ${addresses.join(' ')} ${key}`;

/** Recorded answers in place of servers. */
function recordedIn(file: string): (model: ModelSettings) => ModelProvider {
  const byModel = readAnswers(readText(file), file);
  return ({ label, provider }) => {
    if (provider === 'agent')
      throw new UsageError(`Recorded answers cannot stand for the agent ${label}: leave its --model out.`);
    const exchanges = byModel.get(label);
    if (exchanges) return recordedAnswers(file, new Answers(exchanges));
    const names = [...byModel.keys()].join(', ') || 'no model';
    throw new UsageError(`${file} has no answers of ${label}, but of ${names}: choose one of them with label=.`);
  };
}

/** Declares the models whose answers a file holds. @throws {UsageError} where it cannot be read. */
export function modelsIn(file: string): readonly ModelSettings[] {
  const byModel = readAnswers(readText(file), file);
  return [...byModel].map(([name, { length: calls }]) => modelSchema.parse({ name, role: 'depth', calls }));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`The answers cannot be read: ${messageOf(error)}`);
  }
}

/**
 * The facts of a model's servers about it. Of several, one that does not answer is left out until it does.
 *
 * @throws {UsageError | EnvironmentError} when the model cannot be used.
 */
async function inspectModel(
  model: ModelSettings,
  servers: readonly Server[],
  { say }: ConnectOptions,
): Promise<ModelFacts> {
  const found = await Promise.allSettled(servers.map((server) => inspectOn(model, server)));
  const facts = found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const errors = found.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
  const [first] = facts;
  const fatal = errors.find((error) => !first || !(error instanceof EnvironmentError));
  if (fatal || !first) throw fatal;
  for (const { message } of errors) say(`${message} Its other hosts are asked.`);
  return facts.toSorted((a, b) => (a.contextTokens ?? Infinity) - (b.contextTokens ?? Infinity))[0]!;
}

async function inspectOn(model: ModelSettings, { name: host, provider }: Server): Promise<ModelFacts> {
  const facts = await provider.inspect(model.name, new AbortController().signal);
  if ('status' in facts) throw await unusable({ ...model, host }, provider, facts);
  const { contextTokens: trained } = facts;
  if (model.context === undefined || trained === undefined || trained >= model.context) return facts;
  throw new UsageError(`${model.name} was trained for ${trained} tokens: set context=${trained}.`);
}

/** The settings with a context for which the model was trained. */
function fitted(settings: ModelSettings, trained: number | undefined): ModelSettings {
  const { contextTokens } = roleDefaults(settings);
  return trained !== undefined && trained < contextTokens ? { ...settings, context: trained } : settings;
}

async function unusable({ name, host, provider: kind }: ModelSettings, provider: ModelProvider, failed: ModelFailure) {
  const isOllama = kind === 'ollama';
  if (failed.kind === 'configuration') {
    const list = await provider.list(new AbortController().signal);
    const names = 'status' in list ? '' : ` It has ${list.join(', ') || 'no models'}.`;
    const cure = isOllama ? ` To get it: ollama pull ${name}` : '';
    return new UsageError(`The model ${name} cannot be used on ${host}: ${failed.message}.${names}${cure}`);
  }
  const cure = isOllama ? ' Is Ollama running? Start it with: ollama serve' : '';
  return new EnvironmentError(`The model server ${host} does not answer: ${failed.message}.${cure}`);
}
