import { type Direction, fitnessOf } from '../api/direction.ts';
import type { Evaluation } from '../api/evaluation.ts';
import type { Files, Program } from '../api/program.ts';
import type { Request } from '../api/proposer.ts';
import { admit } from '../change/gates.ts';
import { readAhead } from '../language/read-ahead.ts';
import type { History } from './history.ts';
import { describeHistory, describeTried } from './history-files.ts';
import type { AgentRequest, Desk } from './service.ts';

/** Characters of feedback, and of each artifact, that an agent reads. */
const longest = 8000;

/** The commands of an agent in one attempt: its evaluations, which are counted and limited, and the history. */
export class AgentTrials implements Pick<Desk, 'answer'> {
  readonly #request: Request;
  readonly #history: History;
  readonly #most: number;
  #used = 0;
  #best: { readonly files: Files; readonly fitness: number } | undefined;

  constructor(request: Request, history: History, most: number) {
    this.#request = request;
    this.#history = history;
    this.#most = most;
  }

  /** The best program that was evaluated; undefined where none has a score. */
  get best(): Files | undefined {
    return this.#best?.files;
  }

  async answer({ evaluate, history, program }: AgentRequest): Promise<string> {
    if (evaluate !== undefined) return JSON.stringify(await this.#evaluate(evaluate), null, 1);
    if (typeof history !== 'string') return 'error: the commands are evaluate and history';
    if (history === '') return describeHistory(this.#history);
    return await describeTried(this.#history, Number(history), program === true);
  }

  async #evaluate(given: unknown): Promise<object> {
    const { parent, direction, evaluate } = this.#request;
    const files = filesLike(parent.program.files, given);
    const change = await readAhead(() => admit(parent.program, files));
    if (change.status === 'refused') return { ...change, left: this.#most - this.#used };
    if (!evaluate || this.#used >= this.#most) throw new Error(`all ${this.#most} evaluations are used`);
    this.#used++;
    const evaluation = await evaluate(change.program);
    this.#keep(change.program, evaluation, direction);
    return { ...shown(evaluation), left: this.#most - this.#used };
  }

  #keep({ files }: Program, evaluation: Evaluation, direction: Direction): void {
    if (evaluation.status !== 'scored') return;
    const fitness = fitnessOf(direction, evaluation.score);
    if (!this.#best || fitness >= this.#best.fitness) this.#best = { files, fitness };
  }
}

/** The program's own files out of what an agent sends. */
function filesLike(usual: Files, given: unknown): Files {
  const texts = (typeof given === 'object' && given !== null ? given : {}) as Readonly<Record<string, unknown>>;
  const names = Object.keys(usual);
  const missing = names.find((name) => typeof texts[name] !== 'string');
  if (missing !== undefined) throw new Error(`there is no ${missing} in the folder`);
  return Object.fromEntries(names.map((name) => [name, String(texts[name])]));
}

/** An evaluation without what only the engine needs, its texts cut. */
function shown(evaluation: Evaluation): object {
  const { feedback, artifacts = {}, stages } = evaluation;
  const cut = Object.entries(artifacts).map(([name, text]) => [name, text.slice(0, longest)] as const);
  const result =
    evaluation.status === 'scored'
      ? { status: 'scored', score: evaluation.score, metrics: evaluation.metrics }
      : { status: 'failed', stage: evaluation.stage, reason: evaluation.reason };
  return { ...result, stages, feedback: feedback.slice(0, longest), artifacts: Object.fromEntries(cut) };
}
