import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { request } from '../../src/models/http.ts';

/** Paths of calls; all others, such as lists of models, are free. */
const isCall = (path: string) => /\/(?:chat|completions|generate|responses)$/.test(path);

/**
 * Stands between an engine and a model server: counts the calls, appends each with its answer to a file, and never answers
 * one beyond the limit.
 */
export class Meter implements AsyncDisposable {
  readonly #server = createServer((incoming, outgoing) => this.#handle(incoming, outgoing));
  readonly #target: string;
  readonly #limit: number;
  readonly #log: string;
  readonly #spent = Promise.withResolvers<void>();
  #calls = 0;
  #answered = 0;

  private constructor(target: string, limit: number, log: string) {
    this.#target = target;
    this.#limit = limit;
    this.#log = log;
  }

  static async open(target: string, limit: number, log: string): Promise<Meter> {
    const meter = new Meter(target, limit, log);
    const { promise, resolve } = Promise.withResolvers<void>();
    meter.#server.listen(0, '127.0.0.1', resolve);
    await promise;
    return meter;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Calls that were passed on. */
  get calls(): number {
    return Math.min(this.#calls, this.#limit);
  }

  /** Resolves when the last call has its answer. */
  get spent(): Promise<void> {
    return this.#spent.promise;
  }

  #handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
    if (isCall(incoming.url ?? '') && ++this.#calls > this.#limit) return;
    this.#forward(incoming, outgoing).catch((error: Error) => outgoing.destroy(error));
  }

  async #forward(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = incoming;
    const asked = await buffer(incoming);
    const begun = Date.now();
    const left = new AbortController();
    outgoing.on('close', () => left.abort());
    const response = await request(this.#target + url, {
      method,
      signal: left.signal,
      headers: { 'content-type': headers['content-type'] ?? '', authorization: headers.authorization ?? '' },
      body: asked.length > 0 ? asked : null,
    });
    outgoing.writeHead(response.status, { 'content-type': response.headers.get('content-type') ?? '' });
    const parts: Uint8Array[] = [];
    for await (const part of response.body ?? []) {
      parts.push(part);
      outgoing.write(part);
    }
    outgoing.end();
    if (isCall(url)) this.#write(asked, Buffer.concat(parts), Date.now() - begun);
  }

  #write(asked: Buffer, answered: Buffer, milliseconds: number): void {
    const call = { milliseconds, asked: String(asked), answered: String(answered) };
    appendFileSync(this.#log, `${JSON.stringify(call)}\n`);
    if (++this.#answered === this.#limit) this.#spent.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }
}
