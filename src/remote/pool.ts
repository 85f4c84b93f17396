import type { Evaluation, EvaluatorPool, Failed, Machines, StageReport } from '../api/evaluation.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import type { Passed, StagedPool } from '../evaluation/cascade.ts';
import { isTimed } from '../evaluation/plan.ts';
import { sameTexts } from '../language/program.ts';
import { agreementOf } from './agreement.ts';
import { Dispatch, filesOf } from './dispatch.ts';
import { nameOfMachine } from './machines.ts';
import { type Answer, type Job, readAnswer, type Terms } from './messages.ts';
import { OwnMachine } from './own-machine.ts';
import type { Pace } from './pace.ts';
import { Peers } from './peers.ts';
import type { Place } from './place.ts';
import type { Question, Referee } from './referee.ts';
import type { QueueServer } from './server.ts';
import { jails, Trust } from './trust.ts';

export interface RemotePoolOptions {
  readonly problem: LoadedProblem;
  /** The pool of this machine: for all stages where it decides, or else for those before the others'; undefined where there are none. */
  readonly local: StagedPool | undefined;
  readonly server: QueueServer;
  readonly place: Place;
  /** Layers of the run's sandbox. */
  readonly layers: readonly string[];
  /** What the run fixes for all evaluations. */
  readonly terms: Omit<Terms, 'initial' | 'jailed'>;
  /** Times count as zero, as in the run's own pool. */
  readonly deterministic: boolean;
  readonly notice: (text: string) => void;
  readonly pace: Pace;
}

/** Opens a pool that sends programs to other machines over a queue. Closes the local pool with it, and not the server. */
export async function openRemotePool(options: RemotePoolOptions): Promise<EvaluatorPool> {
  const { problem, local, layers, place, deterministic } = options;
  await using opened = new AsyncDisposableStack();
  opened.defer(async () => await local?.close());
  const jailed = layers.some((layer) => jails.includes(layer));
  const trust = new Trust(problem.problem, jailed);
  const dispatch = opened.use(new Dispatch({ ...options, label: place.label, trust }));
  const terms = { ...options.terms, jailed };
  const common = { problem, dispatch, trust, told: (answer: Answer) => told(answer, deterministic) };
  const referee =
    place.decides && local
      ? await OwnMachine.open({ ...common, local })
      : await Peers.meet({ ...common, place, local, terms });
  trust.settle(referee.initial);
  opened.move();
  const initial = agreementOf(problem.problem.evaluator, referee.initial);
  return new RemotePool(options, { dispatch, trust, referee, terms: { ...terms, initial } });
}

interface Parts {
  readonly dispatch: Dispatch;
  readonly trust: Trust;
  readonly referee: Referee;
  readonly terms: Terms;
}

class RemotePool implements EvaluatorPool {
  readonly #options: RemotePoolOptions;
  readonly #parts: Parts;
  readonly #asking = new Set<string>();
  readonly #closed = new AbortController();

  constructor(options: RemotePoolOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
  }

  get machines(): Machines {
    return this.#parts.dispatch.fleet;
  }

  get repeat(): EvaluatorPool['repeat'] {
    return this.#parts.referee.repeat;
  }

  async evaluate(program: Program, signal?: AbortSignal, urgent = false): Promise<Evaluation> {
    const ended = signal ? AbortSignal.any([signal, this.#closed.signal]) : this.#closed.signal;
    ended.throwIfAborted();
    const { referee, trust } = this.#parts;
    if (sameTexts(program, this.#options.problem.initial)) return referee.initial;
    const passed = await this.#begin(program, ended, urgent);
    if ('status' in passed) return passed;
    const question = { program, passed, signal: ended, urgent };
    const answer = await this.#ask(question);
    if (!answer) return await referee.replace(question);
    this.#noteTime(answer.evaluation.stages.slice(passed.length));
    if (trust.mustCheck(answer)) return await referee.check(answer, question);
    return told(answer, this.#options.deterministic);
  }

  /** Runs the stages here that need no other machine. */
  async #begin(program: Program, signal: AbortSignal, urgent: boolean): Promise<readonly Passed[] | Failed> {
    const { local, place } = this.#options;
    return place.first > 0 && local ? await local.begin(program, place.first, signal, urgent) : [];
  }

  async #ask({ program, passed, urgent, signal }: Question): Promise<Answer | undefined> {
    const { terms, dispatch } = this.#parts;
    const { evaluator } = this.#options.problem.problem;
    const job: Job = { terms, files: filesOf(program), passed };
    const text = JSON.stringify(job.files);
    // A measurement is not taken from memory, and one that is under way is not answered twice.
    const isOwn = isTimed(evaluator) || this.#asking.has(text);
    this.#asking.add(text);
    try {
      const read = (value: unknown) => readAnswer(value, evaluator, passed);
      return await dispatch.ask(job, read, { urgent, signal, ...(!isOwn && { nonce: '' }) });
    } finally {
      this.#asking.delete(text);
    }
  }

  #noteTime(stages: readonly StageReport[]): void {
    this.#parts.dispatch.fleet.took(stages.reduce((sum, { milliseconds }) => sum + milliseconds, 0));
  }

  async glance(program: Program, stage: number, signal?: AbortSignal): Promise<number> {
    return await this.#parts.referee.glance(program, stage, signal);
  }

  async close(): Promise<void> {
    this.#closed.abort(new Error('the pool was closed'));
    await this.#parts.dispatch[Symbol.asyncDispose]();
    await this.#parts.referee.close();
  }
}

/** An evaluation as the run records it: with its machine or, in a deterministic run, without its times. */
function told({ machine, evaluation }: Answer, deterministic: boolean): Evaluation {
  if (!deterministic) return { ...evaluation, machine: nameOfMachine(machine) };
  return { ...evaluation, stages: evaluation.stages.map((stage) => ({ ...stage, milliseconds: 0 })) };
}
