import type { AnswerFormat, Exchange } from '../../api/attempt.ts';
import { fitnessIn, fitnessOf } from '../../api/direction.ts';
import type { Program } from '../../api/program.ts';
import type { Proposal } from '../../api/proposer.ts';
import { type Change, ideaOf, statedIdea } from '../../change/answer.ts';
import type { Checker } from '../../language/checker.ts';
import { readAhead } from '../../language/read-ahead.ts';
import { type Assignment, optionsOf, replyFormat } from './assignment.ts';
import type { ModelConversation } from './conversation.ts';
import { askFirst } from './first-question.ts';
import { type GateResult, readAnswer, tryOut } from './gates.ts';
import { buildTurn, type Wanted } from './prompt/replies.ts';
import { Repairs } from './repairs.ts';
import { hasFailed } from './rescues.ts';
import type { Seat } from './seat.ts';
import { leavesRoom } from './token-budget.ts';

/** Sampling temperature of repairs that change only the form of an answer; what failed has to become another program. */
const repairTemperature = 0.3;

/** An answer that made a program. */
interface Usable {
  readonly change: Change;
  readonly written: Program;
  readonly answer: string;
  /** -Infinity without a score. */
  readonly fitness: number;
}

/** A message to the model, and how it should answer. */
interface Reply {
  readonly text: string;
  readonly wanted: Pick<Exchange, 'format' | 'base'>;
  readonly temperature?: number;
}

/**
 * Holds a conversation about one attempt: asks, sends a refused answer back with what is wrong until one passes all gates
 * or the rounds are over, and where the ask has turns, goes on with the result. Proposes the best answer, and without
 * any score the last one that makes a program: the evaluation finds what else is wrong with it.
 */
export class Dialogue {
  readonly #assignment: Assignment;
  readonly #conversation: ModelConversation;
  readonly #seat: Seat;
  readonly #types: Checker | undefined;
  readonly #repairs: Repairs;
  #turns: number;
  #rounds = 0;
  #best: Usable | undefined;
  /** The last program that was written, even one that does not parse. */
  #written: Program | undefined;
  readonly #ideas: string[] = [];

  constructor(assignment: Assignment, conversation: ModelConversation, seat: Seat, types: Checker | undefined) {
    this.#assignment = assignment;
    this.#conversation = conversation;
    this.#seat = seat;
    this.#types = types;
    this.#repairs = new Repairs(assignment.plan.repairs, assignment.rescues);
    this.#turns = assignment.prompt.ask.turns ?? 0;
  }

  async hold(signal: AbortSignal): Promise<Proposal> {
    let exchange: Exchange | undefined = await askFirst(this.#assignment, this.#conversation);
    for (;;) {
      const last: Exchange = exchange;
      const result = await this.#judge(last);
      exchange = await this.#goOn(result, signal);
      if (!exchange) return this.#propose(result, last);
    }
  }

  async #judge(exchange: Exchange): Promise<GateResult> {
    const { request, base } = this.#assignment;
    const before = { last: this.#written, best: this.#best?.written }[exchange.base ?? 'last'];
    const bases = exchange.base && before ? [before, base] : [base];
    const read = await readAhead(() => readAnswer(request.parent.program, bases, exchange));
    const isProgram = read.change.status === 'changed';
    const result = isProgram ? await this.#seat.during(tryOut(request, this.#types, read, exchange)) : read;
    const { gate, score } = result;
    this.#conversation.note({ ...(gate && { gate }), ...(score !== undefined && { score }) });
    this.#keep(result, exchange.answer);
    return result;
  }

  #keep({ change, written, score }: GateResult, answer: string): void {
    this.#written = written ?? this.#written;
    if (change.status === 'refused' || !written) return;
    const fitness = fitnessIn(this.#assignment.request.direction, score);
    if (this.#best && this.#best.fitness > fitness) return;
    if (this.#best && this.#best.fitness > Number.NEGATIVE_INFINITY) this.#ideas.push(ideaOf(answer));
    this.#best = { change, written, answer, fitness };
  }

  /** The next answer; undefined where the conversation is over. */
  async #goOn(result: GateResult, signal: AbortSignal): Promise<Exchange | undefined> {
    const reply = this.#replyTo(result);
    const hasRoom = leavesRoom(this.#assignment.budget, this.#conversation.text);
    if (!this.#conversation.goesOn(reply !== undefined && hasRoom) || !(await this.#seat.retake())) return undefined;
    const { text, wanted, temperature } = reply ?? asRecorded;
    const options = optionsOf(this.#assignment, this.#assignment.seed + ++this.#rounds, temperature);
    try {
      return await this.#conversation.reply(text, wanted, options);
    } catch (error) {
      if (signal.aborted && this.#outlastsSearch) return undefined;
      throw error;
    }
  }

  /** Whether an ended search leaves a child that has its score. In a run of fixed order, nothing may depend on that moment. */
  get #outlastsSearch(): boolean {
    return this.#assignment.request.held !== undefined && (this.#best?.fitness ?? -Infinity) > Number.NEGATIVE_INFINITY;
  }

  #replyTo(result: GateResult): Reply | undefined {
    if (this.#repairs.wanted(result)) {
      const { text, format, base } = this.#repairs.next(result, this.#wanted(this.#written, 'last'));
      const wanted = { format, ...(base && { base }) };
      return { text, wanted, ...(isForm(result) && { temperature: repairTemperature }) };
    }
    if (!result.scored || !this.#best || this.#turns-- <= 0) return undefined;
    return this.#turn(result.scored, this.#best);
  }

  #turn(scored: NonNullable<GateResult['scored']>, { fitness, written }: Usable): Reply {
    const { direction, stages } = this.#assignment.request;
    const wanted = this.#wanted(written, 'best');
    const { format } = wanted;
    return { text: buildTurn(scored, fitnessOf(direction, fitness), stages, wanted), wanted: { format, base: 'best' } };
  }

  #wanted(program: Program | undefined, base: 'last' | 'best'): Wanted {
    const format: AnswerFormat = program ? replyFormat(this.#assignment, program) : this.#assignment.prompt.format;
    return { format, base: program && base };
  }

  /** The first idea says what the child is for; those of later turns that gained follow it. */
  #propose({ change }: GateResult, last: Exchange): Proposal {
    const stated = this.#conversation.exchanges.map(({ answer }) => statedIdea(answer)).find(Boolean);
    const first = stated ?? (ideaOf((this.#best ?? last).answer) || this.#assignment.prompt.ask.name);
    const summary = [...new Set([first, ...this.#ideas])].filter(Boolean).join('; then ');
    const outcome = this.#best?.change ?? change;
    return outcome.status === 'refused'
      ? { ...outcome, summary }
      : { status: 'proposed', files: outcome.files, summary };
  }
}

/** Whether a gate stopped an answer that has yet to be run. */
const isForm = ({ gate }: GateResult) => gate?.name !== 'novel' && !hasFailed(gate);

/** In a replay the record has the words. */
const asRecorded: Reply = { text: '', wanted: {} };
