import type { Response } from 'undici';
import { UsageError } from '../api/errors.ts';
import { get, objectIn, post, readError } from '../models/http.ts';
import { plainLine } from '../plain.ts';
import type { Point } from './points.ts';

/** How a run stands, in MLflow's words. */
export type MlflowStatus = 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED';

/** Names with values, as MLflow keeps parameters and tags. */
export type Texts = Readonly<Record<string, string>>;

/** What is written at once: at most 1000 figures and names together. */
export interface Batch {
  readonly points: readonly Point[];
  readonly params?: Texts;
  readonly tags?: Texts;
}

/** The name and the secrets that MLflow's own clients take from the environment. */
export interface MlflowEnvironment {
  readonly MLFLOW_EXPERIMENT_NAME?: string | undefined;
  readonly MLFLOW_TRACKING_USERNAME?: string | undefined;
  readonly MLFLOW_TRACKING_PASSWORD?: string | undefined;
  readonly MLFLOW_TRACKING_TOKEN?: string | undefined;
}

/** Milliseconds in which a server must answer. */
const patience = 10_000;

/** A server's answer that says no. */
class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message || `it answers with status ${status}`);
    this.status = status;
  }
}

/** Whether a request is refused for what it holds, so that it must not be repeated. */
export function isFinal(error: unknown): boolean {
  return error instanceof Refused && error.status === 400;
}

/**
 * A tracking server, by version 2.0 of MLflow's REST interface, which Databricks and GitLab speak too:
 * https://mlflow.org/docs/latest/api_reference/rest-api.html
 */
export class Mlflow {
  /** In messages: the host alone, as a path may hold a secret. */
  readonly host: string;
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #secrets: readonly string[];

  /** @throws {UsageError} for an address that is none, or that holds a password. */
  constructor(address: string, environment: MlflowEnvironment) {
    const { origin, pathname, host } = readAddress(address);
    this.host = host;
    this.#base = `${origin}${pathname.replace(/\/$/, '')}/api/2.0/mlflow/`;
    const authorization = authorizationOf(environment);
    this.#headers = authorization === undefined ? {} : { authorization };
    const { MLFLOW_TRACKING_PASSWORD: password, MLFLOW_TRACKING_TOKEN: token } = environment;
    this.#secrets = [password, token, authorization?.split(' ')[1]].filter(
      (text) => text !== undefined && text !== '',
    ) as string[];
  }

  /** The id of an experiment, which is made where there is none of this name. */
  async experiment(name: string, signal: AbortSignal): Promise<string> {
    const found = await this.#find(name, signal);
    if (found !== undefined) return found;
    try {
      return textAt(await this.#post('experiments/create', { name }, signal), 'experiment_id');
    } catch (error) {
      const other = isFinal(error) ? await this.#find(name, signal) : undefined; // made by another run meanwhile
      if (other === undefined) throw error;
      return other;
    }
  }

  async #find(name: string, signal: AbortSignal): Promise<string | undefined> {
    try {
      const query = new URLSearchParams({ experiment_name: name });
      const { experiment } = await this.#get(`experiments/get-by-name?${query}`, signal);
      return textAt(objectOf(experiment), 'experiment_id');
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return undefined;
      throw error;
    }
  }

  /** The latest run of an experiment with a tag; undefined where there is none. */
  async runWith(tag: string, value: string, experiment: string, signal: AbortSignal): Promise<string | undefined> {
    const filter = `tags.\`${tag}\` = '${value}'`;
    const asked = { experiment_ids: [experiment], filter, max_results: 100 };
    const { runs } = await this.#post('runs/search', asked, signal);
    // Not every server heeds the filter.
    const found = listOf(runs).find(({ data }) =>
      listOf(objectOf(data).tags).some((one) => one.key === tag && one.value === value),
    );
    return found && textAt(objectOf(found.info), 'run_id');
  }

  /** Begins a run, and returns its id. */
  async begin(experiment: string, name: string, tags: Texts, signal: AbortSignal): Promise<string> {
    const run = { experiment_id: experiment, run_name: name, start_time: Date.now(), tags: pairsOf(tags) };
    const { run: made } = await this.#post('runs/create', run, signal);
    return textAt(objectOf(objectOf(made).info), 'run_id');
  }

  /** Writing the same twice changes nothing. */
  async log(run: string, { points, params = {}, tags = {} }: Batch, signal: AbortSignal): Promise<void> {
    const metrics = points.flatMap(({ timestamp, step, values }) =>
      Object.entries(values).map(([key, value]) => ({ key, value, timestamp, step })),
    );
    await this.#post('runs/log-batch', { run_id: run, metrics, params: pairsOf(params), tags: pairsOf(tags) }, signal);
  }

  async update(run: string, status: MlflowStatus, signal: AbortSignal): Promise<void> {
    const end = status === 'RUNNING' ? {} : { end_time: Date.now() };
    await this.#post('runs/update', { run_id: run, status, ...end }, signal);
  }

  #get(path: string, signal: AbortSignal): Promise<Fields> {
    return this.#ask((both) => get(`${this.#base}${path}`, both, this.#headers), signal);
  }

  #post(path: string, body: object, signal: AbortSignal): Promise<Fields> {
    return this.#ask((both) => post(`${this.#base}${path}`, body, both, this.#headers), signal);
  }

  async #ask(request: (signal: AbortSignal) => Promise<Response>, signal: AbortSignal): Promise<Fields> {
    const response = await request(AbortSignal.any([signal, AbortSignal.timeout(patience)]));
    const text = await response.text();
    if (!response.ok) throw new Refused(response.status, this.#withoutSecrets(readError(text).message));
    const answer = objectIn(text);
    if (!answer) throw new Error('it does not answer as MLflow does');
    return answer;
  }

  #withoutSecrets(text: string): string {
    return plainLine(this.#secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text)).slice(0, 300);
  }
}

function readAddress(address: string): URL {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError('--mlflow must be the address of a tracking server, such as http://127.0.0.1:5000.');
  if (url.username || url.password)
    throw new UsageError('--mlflow takes no password: set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.');
  return url;
}

/** As MLflow's own client: a name with its password before a token. */
function authorizationOf(environment: MlflowEnvironment): string | undefined {
  const {
    MLFLOW_TRACKING_USERNAME: user,
    MLFLOW_TRACKING_PASSWORD: password,
    MLFLOW_TRACKING_TOKEN: token,
  } = environment;
  if (user && password) return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return token ? `Bearer ${token}` : undefined;
}

function pairsOf(texts: Texts): readonly { readonly key: string; readonly value: string }[] {
  return Object.entries(texts).map(([key, value]) => ({ key, value }));
}

type Fields = Readonly<Record<string, unknown>>;

function objectOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

function textAt(object: Fields, name: string): string {
  const value = object[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`its answer has no ${name}`);
}
