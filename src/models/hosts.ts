import type { ModelRequest } from './provider.ts';
import { type Called, type ModelServer, type Silence, withCostOf } from './server.ts';

/** One host with what it is doing. */
interface Host {
  readonly server: ModelServer;
  /** Calls under way. */
  open: number;
  /** Tokens of answers a second within a call, as measured lately; undefined before the first answer. */
  speed: number | undefined;
}

/** Weight of the newest call in the speed of a host. */
const newest = 0.3;

/**
 * Several servers with the same models, as one: each call goes to the host that will be done with it first, by the calls under
 * way there and its measured speed. A call that fails for reasons of its host is made on another one.
 */
export class Hosts implements ModelServer {
  readonly #hosts: readonly Host[];

  constructor(servers: readonly ModelServer[]) {
    this.#hosts = servers.map((server) => ({ server, open: 0, speed: undefined }));
  }

  readyHosts(model: string): number {
    return this.#hosts.reduce((count, { server }) => count + server.readyHosts(model), 0);
  }

  /** The first host's reason, where all hosts have one. */
  gaveUp(model: string): string | undefined {
    const reasons = this.#hosts.map(({ server }) => server.gaveUp(model));
    return reasons.includes(undefined) ? undefined : reasons[0];
  }

  silenceOf(model: string): Silence | undefined {
    if (this.#hosts.some(({ server }) => server.hasAnswered(model))) return undefined;
    const silences = this.#hosts.flatMap(({ server }) => server.silenceOf(model) ?? []);
    const [first] = silences;
    return first && { reason: first.reason, tries: silences.reduce((sum, { tries }) => sum + tries, 0) };
  }

  hasAnswered(model: string): boolean {
    return this.#hosts.some(({ server }) => server.hasAnswered(model));
  }

  async call(request: ModelRequest, signal: AbortSignal): Promise<Called> {
    const tried = new Set<Host>();
    const isOpen = (host: Host) => !tried.has(host) && host.server.readyHosts(request.model) > 0;
    let called: Called | undefined;
    for (;;) {
      const host = soonest(this.#hosts.filter(isOpen));
      // Where none is ready, the first one's failure is the answer.
      if (!host) return called ?? (await this.#callOn(this.#hosts[0] as Host, request, signal));
      tried.add(host);
      const last = await this.#callOn(host, request, signal);
      called = called ? withCostOf(called, last) : last;
      if (!isOfHost(last)) return called;
    }
  }

  async #callOn(host: Host, request: ModelRequest, signal: AbortSignal): Promise<Called> {
    host.open++;
    try {
      const called = await host.server.call(request, signal);
      measure(host, called);
      return called;
    } finally {
      host.open--;
    }
  }

  close(): void {
    for (const { server } of this.#hosts) server.close();
  }
}

/** The host that answers a further call first; one of unknown speed is tried at once. */
function soonest(hosts: readonly Host[]): Host | undefined {
  const wait = ({ open, speed }: Host) => (speed === undefined ? open / 1e9 : (open + 1) / speed);
  return hosts.toSorted((a, b) => wait(a) - wait(b))[0];
}

/** Whether a call failed for a reason that another host need not have. */
function isOfHost({ result }: Called): boolean {
  return result.status === 'failed' && ['transient', 'crashed', 'busy', 'resource'].includes(result.kind);
}

function measure(host: Host, { result, retried }: Called): void {
  if (result.status !== 'answered' || retried.length > 0 || result.tokens.answer === 0) return;
  const speed = (1000 * result.tokens.answer) / Math.max(1, result.milliseconds - result.loading);
  host.speed = host.speed === undefined ? speed : (1 - newest) * host.speed + newest * speed;
}
