import type { Exchange } from '../api/attempt.ts';
import type { Files } from '../api/program.ts';
import type { Proposal, Proposer, Request } from '../api/proposer.ts';
import { admit } from '../change/gates.ts';
import type { RoomJail } from '../evaluation/jail/jail.ts';
import { readAhead } from '../language/read-ahead.ts';
import type { Askable } from '../models/askable.ts';
import { failure, type ModelAnswer, type ModelFailure } from '../models/provider.ts';
import { fillFolder, type Leavings, readLeavings } from './folder.ts';
import type { History } from './history.ts';
import { makePlace, type Place } from './jail.ts';
import { type AgentOutcome, proposalOf, readOutcome, writeOutcome } from './outcome.ts';
import { type AgentEnd, runAgent } from './run-agent.ts';
import { serveAgent } from './service.ts';
import type { Surroundings } from './surroundings.ts';
import { type Allowance, taskText } from './task-text.ts';
import { AgentTrials } from './trials.ts';

/** What an agent needs beside a request. */
export interface AgentSetup {
  readonly model: Askable;
  readonly allowance: Allowance;
  readonly surroundings: Surroundings;
  /** Absent in a replay. */
  readonly live?: { readonly jail: RoomJail; readonly history: History } | undefined;
}

/** The name of the proposer in the record. */
export const agentName = 'agent';

/** Lets an agent change the parent in a folder of its own. In a replay the record has what it left. */
export function agentProposer(setup: AgentSetup): Proposer {
  return { name: agentName, propose: (request, signal) => () => pursue(setup, request, signal) };
}

async function pursue(setup: AgentSetup, request: Request, signal: AbortSignal): Promise<Proposal> {
  const { exchanges, replayData, lessons = [] } = request;
  const shown = lessons.length > 0 ? { shown: lessons.map(({ number }) => number) } : {};
  if (replayData !== undefined)
    return { ...proposalOf(readOutcome(replayData)), replayData, ...(exchanges && { exchanges }), ...shown };
  const { outcome, exchange } = await attempt(setup, request, signal);
  return { ...proposalOf(outcome), replayData: writeOutcome(outcome), exchanges: [exchange], ...shown };
}

interface Attempted {
  readonly outcome: AgentOutcome;
  readonly exchange: Exchange;
}

async function attempt(setup: AgentSetup, request: Request, signal: AbortSignal): Promise<Attempted> {
  const { model, allowance, surroundings, live } = setup;
  if (!live) throw new Error('a replay runs no agent');
  const { jail, history } = live;
  using own = new DisposableStack();
  const slot = await model.acquire?.(signal, request.held);
  (request.held ?? own).defer(() => slot?.release());
  await history.update();
  await using place = await makePlace(jail, surroundings);
  const task = taskText(request, allowance);
  await fillFolder(place.folder, request, task, history);
  const trials = new AgentTrials(request, history, allowance.evaluations);
  const desk = { network: surroundings.network, answer: trials.answer.bind(trials) };
  const work = new Work(setup, place, request.parent.program.files);
  {
    await using _ = await serveAgent(place.socket, desk);
    await work.call(task, signal);
  }
  const outcome = await outcomeOf(work, trials, request);
  return { outcome, exchange: work.exchange(task) };
}

/** One call of an agent: its command, run to its end. */
class Work {
  readonly #setup: AgentSetup;
  readonly #place: Place;
  readonly #parent: Files;
  #end: AgentEnd | undefined;
  #left: Leavings | undefined;
  #called: Awaited<ReturnType<Askable['call']>> | undefined;

  constructor(setup: AgentSetup, place: Place, parent: Files) {
    this.#setup = setup;
    this.#place = place;
    this.#parent = parent;
  }

  /** Runs it as a call of a model, so that an agent that does not work is left alone as a server is. */
  async call(task: string, signal: AbortSignal): Promise<void> {
    const { model, allowance } = this.#setup;
    const milliseconds = 1000 * allowance.seconds;
    const deadlines = { firstToken: milliseconds, betweenTokens: milliseconds, total: milliseconds };
    const request = {
      ...{ model: model.settings.name, messages: [{ role: 'user' as const, content: task }], deadlines },
      ...{ contextTokens: 0, answerTokens: 0, sampling },
      work: (signal: AbortSignal) => this.#run(task, milliseconds, signal),
    };
    this.#called = await model.call(request, signal);
  }

  async #run(input: string, milliseconds: number, signal: AbortSignal): Promise<ModelAnswer | ModelFailure> {
    const begun = performance.now();
    this.#end = await runAgent(this.#setup.model.settings.name, this.#place, { input, milliseconds }, signal);
    this.#left = await readLeavings(this.#place.folder, this.#parent);
    const took = Math.round(performance.now() - begun);
    const { log } = this.#end;
    const broken = failureOf(this.#end, this.#hasChanged);
    if (broken) return { ...broken, milliseconds: took };
    const stop = this.timeIsOver ? 'length' : 'stop';
    return { status: 'answered', text: log.text, thinking: '', stop, tokens: noTokens, milliseconds: took, loading: 0 };
  }

  get #hasChanged(): boolean {
    return Object.entries(this.#parent).some(([name, text]) => this.#left?.files[name] !== text);
  }

  get timeIsOver(): boolean {
    return this.#end?.stop !== undefined;
  }

  /** What it left; undefined where it did not work. */
  get left(): Leavings | undefined {
    return this.#called?.result.status === 'answered' ? this.#left : undefined;
  }

  get complaint(): string {
    const { result } = this.#called!;
    return result.status === 'failed' ? result.message : '';
  }

  /** The call as the record keeps it: the answer is its log. What an agent spends, only its own service knows. */
  exchange(prompt: string): Exchange {
    const { result, retried } = this.#called!;
    const { milliseconds, tokens } = result;
    const failed = result.status === 'failed' && { failure: { kind: result.kind, message: result.message } };
    return {
      ...{ prompt, answer: this.#end?.log.text ?? '' },
      ...(result.status === 'answered' && { stop: result.stop }),
      ...(failed || {}),
      ...(retried.length > 0 && { retried }),
      ...{ tokens, ...(this.#setup.model.timed && { milliseconds }) },
    };
  }
}

const noTokens = { prompt: 0, answer: 0 };
/** An agent samples by itself. */
const sampling = { temperature: 0, topP: 0, topK: 0, minP: 0, repeatPenalty: 0, seed: 0 };

/** Why a call does not count: the command does not exist, or it failed before it changed anything. */
function failureOf({ stop, exitCode, log }: AgentEnd, hasChanged: boolean): ModelFailure | undefined {
  if (exitCode === 126 || exitCode === 127) return failure('configuration', `the command cannot be run: ${log.end}`);
  if (stop !== undefined || exitCode === 0 || hasChanged) return undefined;
  return failure(
    'transient',
    `it ended with ${exitCode === undefined ? 'a signal' : `exit code ${exitCode}`}: ${log.end}`,
  );
}

/**
 * What becomes the child: what it left; or the best program that it evaluated, where it was ended within its work or left
 * none that passes the gates.
 */
async function outcomeOf(work: Work, trials: AgentTrials, { parent }: Request): Promise<AgentOutcome> {
  const { left } = work;
  const { best } = trials;
  if (!left) return { refused: 'no-answer', feedback: work.complaint };
  const { files, missing, summary } = left;
  const isProgram = missing === undefined && (await isAdmitted(parent.program, files));
  if (best && (work.timeIsOver || !isProgram)) return { files: best, summary };
  if (missing !== undefined) return { refused: 'no-code', feedback: `the agent left no ${missing}` };
  return { files, summary };
}

async function isAdmitted(parent: Request['parent']['program'], files: Files): Promise<boolean> {
  return (await readAhead(() => admit(parent, files))).status === 'admitted';
}
