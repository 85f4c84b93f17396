import type { CommandOutput, TimedEvidence } from '../../api/evaluator.ts';
import { findGpu } from '../jail/gpu.ts';
import type { Jail } from '../jail/jail.ts';
import { surround } from './environment.ts';
import type { FeedFiles } from './feeds.ts';
import { type Failed, outcomeOf } from './outcome.ts';
import { type CommandPlan, filterOf } from './plan.ts';
import { prepare, type Waiting } from './start-program.ts';
import type { Building } from './workshop.ts';

/** What the runs of a candidate in one stage wrote: for `score`. */
export interface RunEvidence {
  readonly status: 'evidence';
  readonly outputs: readonly CommandOutput[] | readonly TimedEvidence<CommandOutput>[];
  /** What the runs measured together, in milliseconds. */
  readonly milliseconds: number;
}

/** A stage that is ready to run. */
export interface Ready {
  readonly plan: CommandPlan;
  readonly feeds: readonly FeedFiles[];
  /** The folder of the program to race against. */
  readonly reference: string | undefined;
}

export interface SessionOptions {
  /** The problem's folder. */
  readonly home: string;
  readonly jail: Required<Pick<Jail, 'enter'>>;
  /** The core on which races run. */
  readonly core: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The runs of one evaluation of one stage, which share one budget of CPU time. */
export class Session {
  readonly #ready: Ready;
  readonly #options: SessionOptions;
  /** CPU time that is left, in milliseconds. */
  #left: number;

  constructor(ready: Ready, options: SessionOptions) {
    this.#ready = ready;
    this.#options = options;
    this.#left = ready.plan.limits.milliseconds;
  }

  /** Runs a program when it is built. Meanwhile the jail of the first run starts, so that it need not be waited for. */
  async drive({ folder, failure }: Building): Promise<RunEvidence | Failed> {
    const { feeds, plan, reference } = this.#ready;
    const first = await this.#prepare(folder, feeds[0]!, this.#left);
    try {
      const failed = await failure;
      if (failed) return failed;
      const candidate = this.#candidate(folder, first);
      const outputs = reference === undefined ? await this.#runAll(candidate) : await this.#race(candidate, reference);
      if ('status' in outputs) return outputs;
      return { status: 'evidence', outputs, milliseconds: plan.limits.milliseconds - this.#left };
    } finally {
      await first.end();
    }
  }

  /** Returns the function that runs a candidate once. */
  #candidate(folder: string, first: Waiting): Run {
    let prepared: Waiting | undefined = first;
    return async (feed) => {
      const waiting = prepared ?? (await this.#prepare(folder, feed, this.#left));
      prepared = undefined;
      const outcome = outcomeOf(await waiting.go(this.#options.signal), this.#ready.plan.limits, this.#left);
      if (!('status' in outcome)) this.#left -= outcome.milliseconds;
      return outcome;
    };
  }

  async #runAll(run: Run): Promise<readonly CommandOutput[] | Failed> {
    const outputs: CommandOutput[] = [];
    for (const feed of this.#ready.feeds) {
      const output = await run(feed);
      if ('status' in output) return output;
      outputs.push(output);
    }
    return outputs;
  }

  async #race(run: Run, reference: string): Promise<readonly TimedEvidence<CommandOutput>[] | Failed> {
    const { feeds, plan } = this.#ready;
    const outputs: TimedEvidence<CommandOutput>[] = [];
    for (const feed of feeds) {
      const raced = await raceOn(
        () => run(feed),
        () => this.#runReference(reference, feed),
        plan.timing!.rounds,
      );
      if ('status' in raced) return raced;
      outputs.push(raced);
    }
    return outputs;
  }

  /** Runs the problem's own program, which has all the time each time. */
  async #runReference(folder: string, feed: FeedFiles): Promise<CommandOutput | Failed> {
    const { limits } = this.#ready.plan;
    const waiting = await this.#prepare(folder, feed, limits.milliseconds);
    const outcome = outcomeOf(await waiting.go(this.#options.signal), limits, limits.milliseconds);
    if (!('status' in outcome)) return outcome;
    return { ...outcome, reason: 'evaluator-error', message: `the program to race against failed: ${outcome.message}` };
  }

  async #prepare(folder: string, { stdin, input, args }: FeedFiles, left: number): Promise<Waiting> {
    const { home, jail, core } = this.#options;
    const { run, limits, timing } = this.#ready.plan;
    const gpu = limits.gpu ? findGpu() : [];
    const { words, toolchains, environment } = surround(run, home);
    const { scratchMegabytes, outputBytes, megabytes, threads, processes } = limits;
    return await prepare(
      {
        cell: { folder, writable: false, stdin, input, toolchains, hidden: [home], caches: [], scratchMegabytes, gpu },
        ...{ words: [...words, ...args], environment, filter: filterOf(limits), outputBytes },
        limits: {
          cpuSeconds: Math.ceil(left / 1000) + 1,
          dataBytes: megabytes * 2 ** 20,
          reserves: limits.gpu,
          fileBytes: scratchMegabytes * 2 ** 20,
          processes: Math.max(threads, processes),
        },
        core: timing && processes === 1 ? core : undefined,
        instructions: timing?.instructions === true,
        wallMilliseconds: 5000 + 5 * left,
      },
      jail,
    );
  }
}

type Run = (feed: FeedFiles) => Promise<CommandOutput | Failed>;

/** Runs both in turn, each round in the other order. The first round warms up. */
async function raceOn(
  candidate: () => Promise<CommandOutput | Failed>,
  reference: () => Promise<CommandOutput | Failed>,
  rounds: number,
): Promise<TimedEvidence<CommandOutput> | Failed> {
  const [own, other] = [[] as CommandOutput[], [] as CommandOutput[]];
  const runs = [
    { run: candidate, outputs: own },
    { run: reference, outputs: other },
  ];
  for (let round = 0; round <= rounds; round++)
    for (const { run, outputs } of round % 2 === 0 ? runs : runs.toReversed()) {
      const output = await run();
      if ('status' in output) return output;
      outputs.push(output);
    }
  const latencies = (outputs: readonly CommandOutput[]) => outputs.slice(1).map(({ milliseconds }) => milliseconds);
  return { evidence: own.slice(1), candidate: latencies(own), reference: latencies(other) };
}
