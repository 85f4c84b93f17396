import { randomUUID } from 'node:crypto';
import { arch, cpus, hostname } from 'node:os';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { LoadedProblem } from '../api/problem.ts';
import { version } from '../version.ts';
import type { Pace } from './pace.ts';
import { prefix } from './server.ts';

const machinesKey = `${prefix}:machines`;
/** Machines that were put aside, with the reason. */
const asideKey = `${prefix}:aside`;

const machine = z.object({
  id: z.string().max(150),
  slots: z.number().int().min(1).max(1024),
  busy: z.number().int().min(0),
  done: z.number().int().min(0),
  engine: z.string().max(40),
  kind: z.string().max(300),
  layers: z.array(z.string().max(40)).max(10),
  label: z.string().max(40).exactOptional(),
  serves: z
    .array(z.object({ name: z.string().max(200), fingerprint: z.string().max(64), queue: z.string().max(200) }))
    .max(100),
  /** Counts up, so that a machine that has gone is known without comparing clocks. */
  beat: z.number().int(),
});

/** A worker, as it describes itself. */
export type Machine = z.infer<typeof machine>;

/** Processor, architecture and version of Node of this machine. */
export function kindOfMachine(): string {
  return `${cpus()[0]?.model.trim() ?? 'unknown'}, ${arch()}, Node ${process.versions.node.split('.')[0]}`;
}

/** A name for a worker of this machine: that of the machine by default, and which of its workers it is. */
export function machineId(name = hostname()): string {
  return `${name.replace(/[^\w.-]+/g, '-').slice(0, 100)}#${randomUUID().slice(0, 8)}`;
}

/** The name of the machine, for people. */
export const nameOfMachine = (id: string): string => id.split('#')[0]!;

export type Described = Omit<Machine, 'beat' | 'engine'>;

/** How a problem is named among those that a machine serves. */
export function servedAs({ problem, fingerprint }: LoadedProblem, queue: string): Machine['serves'][number] {
  return { name: problem.name, fingerprint, queue };
}

/** Keeps saying that a machine is there, until disposed. `onAside` hears why a coordinator trusts it no longer. */
export class Announcement implements AsyncDisposable {
  readonly #connection: Redis;
  readonly #describe: () => Described;
  readonly #onAside: (why: string) => void;
  readonly #timer: NodeJS.Timeout;
  #beat = 0;

  constructor(connection: Redis, { beat }: Pace, describe: () => Described, onAside: (why: string) => void) {
    this.#connection = connection;
    this.#describe = describe;
    this.#onAside = onAside;
    this.#timer = setInterval(() => this.#say(), beat);
    this.#say();
  }

  #say(): void {
    if (this.#connection.status !== 'ready') return;
    this.#exchange().catch(() => {}); // the next one says it again
  }

  async #exchange(): Promise<void> {
    const described = this.#describe();
    const text = JSON.stringify({ ...described, engine: version, beat: ++this.#beat });
    await this.#connection.hset(machinesKey, described.id, text);
    const why = await this.#connection.hget(asideKey, described.id);
    if (why !== null) this.#onAside(why);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    if (this.#connection.status === 'ready')
      await this.#connection.hdel(machinesKey, this.#describe().id).catch(() => {});
  }
}

/** Tells a machine that its results count no more. */
export async function putAside(connection: Redis, id: string, why: string): Promise<void> {
  await connection.multi().hset(asideKey, id, why).expire(asideKey, 86_400).exec();
}

/** All machines that have said that they are there; some of them may have gone since. */
export async function listMachines(connection: Redis): Promise<readonly Machine[]> {
  const texts = Object.values(await connection.hgetall(machinesKey));
  return texts.flatMap((text) => {
    const read = machine.safeParse(parsed(text));
    return read.success ? [read.data] : [];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Removes what machines said that are gone for long. */
export async function forgetMachines(connection: Redis, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await connection.hdel(machinesKey, ...ids);
}

/** Beats that a machine may miss, those for which it is waited for, and those after which it is forgotten. */
const [missed, awaited, forgotten] = [5, 30, 300];

/** The machines that are there, by what they said and when that was heard. */
export class Roster {
  readonly #heard = new Map<string, { readonly machine: Machine; readonly at: number }>();
  readonly #beat: number;

  constructor({ beat }: Pace) {
    this.#beat = beat;
  }

  /** Takes all that machines have said, at a time in milliseconds. */
  hear(machines: readonly Machine[], now: number): void {
    const known = new Map(this.#heard);
    this.#heard.clear();
    for (const machine of machines) {
      const before = known.get(machine.id);
      this.#heard.set(machine.id, before?.machine.beat === machine.beat ? before : { machine, at: now });
    }
  }

  present(now: number): readonly Machine[] {
    return this.#silentFor(now, 0, missed);
  }

  /** Machines that said nothing for a while, and did not say good-bye. */
  gone(now: number): readonly Machine[] {
    return this.#silentFor(now, missed, Number.POSITIVE_INFINITY);
  }

  /** Those of them that may come back, as they have not been silent for long. */
  silent(now: number): readonly Machine[] {
    return this.#silentFor(now, missed, awaited);
  }

  /** Machines that will not come back. */
  lost(now: number): readonly Machine[] {
    return this.#silentFor(now, forgotten, Number.POSITIVE_INFINITY);
  }

  #silentFor(now: number, from: number, to: number): readonly Machine[] {
    const beats = (at: number) => (now - at) / this.#beat;
    const found = [...this.#heard.values()].filter(({ at }) => beats(at) >= from && beats(at) < to);
    return found.map(({ machine }) => machine);
  }
}
