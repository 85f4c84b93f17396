import { EnvironmentError, FailureError, UsageError } from '../api/errors.ts';
import type { Evaluation, Repetition, RepetitionTerms } from '../api/evaluation.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import { comparesInitial } from '../evaluation/audit.ts';
import type { Passed, StagedPool } from '../evaluation/cascade.ts';
import { agreementOf, dependsOnMachine } from './agreement.ts';
import { type Dispatch, filesOf } from './dispatch.ts';
import { nameOfMachine } from './machines.ts';
import { type Answer, type Job, readAnswer, readGlance, readRepetition, type Terms } from './messages.ts';
import type { Place } from './place.ts';
import type { Question, Referee } from './referee.ts';
import { isOwnFault, type Trust } from './trust.ts';

export interface PeersOptions {
  readonly problem: LoadedProblem;
  readonly place: Place;
  /** The pool of the run's own machine for the stages before the label; undefined where there are none. */
  readonly local: StagedPool | undefined;
  readonly dispatch: Dispatch;
  readonly trust: Trust;
  readonly terms: Omit<Terms, 'initial'>;
  /** An answer as the run records it. */
  readonly told: (answer: Answer) => Evaluation;
}

/** Machines that are asked about the initial program before a run, and how often an audit or such a question is tried. */
const [most, tries] = [3, 3];

const none: ReadonlySet<string> = new Set();

const nameOf = ({ machine }: Pick<Answer, 'machine'>) => nameOfMachine(machine);
const namesOf = (answers: readonly Answer[]) => new Set(answers.map(nameOf));

/** The other machines, where the run's own cannot run all stages: each is checked by another, and they audit. */
export class Peers implements Referee {
  readonly initial: Evaluation;
  readonly #options: PeersOptions;
  /** What machines must find for the initial program. */
  readonly #reference: string;

  private constructor(options: PeersOptions, first: Answer) {
    this.#options = options;
    this.initial = options.told(first);
    this.#reference = agreementOf(options.problem.problem.evaluator, first.evaluation);
  }

  /**
   * Waits for a machine, and asks those that are there about the initial program.
   *
   * @throws {UsageError} where they do not agree. @throws {FailureError} where the program has no score.
   */
  static async meet(options: PeersOptions): Promise<Peers> {
    const { dispatch, problem, local, place } = options;
    const passed = place.first === 0 ? [] : await local!.begin(problem.initial, place.first, undefined, false);
    if ('status' in passed) throw noScore(problem, passed, 'here');
    await dispatch.fleet.some(undefined);
    const job = { terms: options.terms, files: filesOf(problem.initial), passed: [] };
    const read = readerOf(problem, passed);
    const names = dispatch.fleet.there.slice(0, most);
    const asked = await Promise.all(names.map((name) => dispatch.askAt(name, job, read, { signal: undefined })));
    const answers = asked.filter((answer) => answer !== undefined);
    if (answers.length === 0)
      throw new EnvironmentError(
        `No machine could score the initial program of ${problem.problem.name}: ${names.join(', ')}.`,
      );
    const first = agreed(options, answers);
    if (first.evaluation.status === 'failed') throw noScore(problem, first.evaluation, `on ${nameOf(first)}`);
    return new Peers(options, first);
  }

  async check(answer: Answer, question: Question): Promise<Evaluation> {
    const { trust } = this.#options;
    const counts = await this.#decide(answer, question);
    if (!counts) return await this.replace(question);
    trust.settle(counts.evaluation);
    return this.#options.told(counts);
  }

  /** The answer that counts; undefined where none does, as nobody can say which machine is right. */
  async #decide(first: Answer, question: Question): Promise<Answer | undefined> {
    const second = await this.#another(question, [first]);
    if (this.#options.trust.refusal(first) !== undefined) return undefined; // it was put aside meanwhile
    if (!second) {
      this.#say(`No other machine is there to check what ${nameOf(first)} finds: its word is all there is.`);
      return first;
    }
    if (this.#says(first) === this.#says(second)) return first;
    const third = await this.#another(question, [first, second]);
    const answers = [first, second, ...(third ? [third] : [])];
    return this.#outvoted(answers) ?? (await this.#test(answers, question));
  }

  /** What two of three say; the other one is put aside for that. */
  #outvoted(answers: readonly Answer[]): Answer | undefined {
    const agreeing = [...Map.groupBy(answers, (answer) => this.#says(answer)).values()].find(
      ({ length }) => length > 1,
    );
    const odd = answers.find((answer) => !agreeing?.includes(answer));
    if (agreeing && odd && !isExcused(odd) && !isExcused(agreeing[0]!)) {
      const others = agreeing.map(nameOf).join(' and ');
      this.#putAside(odd, `found ${this.#says(odd)} where ${others} find ${this.#says(agreeing[0]!)}`);
    }
    return agreeing?.[0];
  }

  /**
   * Has machines that differ score the initial program again: who cannot is put aside, and the only one that can is right.
   * Where several can, nobody knows who is right, and all of them are put aside. One that has gone may have been right.
   */
  async #test(answers: readonly Answer[], question: Question): Promise<Answer | undefined> {
    const { fleet } = this.#options.dispatch;
    const sound: Answer[] = [];
    let left = false;
    for (const answer of answers) {
      const again = await this.#initialOn(nameOf(answer), question.signal);
      if (again && this.#says(again) === this.#reference) sound.push(answer);
      else if (again)
        this.#putAside(answer, `finds ${this.#says(again)} for the initial program, which had ${this.#reference}`);
      else if (fleet.isGone(nameOf(answer))) left = true;
      else this.#putAside(answer, 'gives no score to the initial program any more');
    }
    if (left) return undefined;
    const excused = sound.find(isExcused);
    if (sound.length <= 1 || excused) return excused ?? sound[0];
    for (const answer of sound) {
      const others = sound
        .filter((other) => other !== answer)
        .map((other) => `${nameOf(other)} finds ${this.#says(other)}`);
      this.#putAside(
        answer,
        `found ${this.#says(answer)} where ${others.join(' and ')}, and no other machine is there to tell who is right`,
      );
    }
    return undefined;
  }

  /** What a machine says of the initial program; it is waited for where it has just fallen silent. */
  async #initialOn(name: string, signal: AbortSignal): Promise<Answer | undefined> {
    const { dispatch, problem } = this.#options;
    const job = this.#job(problem.initial, []);
    for (let tried = 0; tried < tries; tried++) {
      const answer = await dispatch.askAt(name, job, readerOf(problem, []), { signal });
      if (answer) return answer;
      while (dispatch.fleet.expects(name)) await dispatch.fleet.pause(signal);
    }
    return undefined;
  }

  async replace(question: Question): Promise<Evaluation> {
    const { dispatch, problem, place } = this.#options;
    for (;;) {
      await dispatch.fleet.some(question.signal);
      const asked = dispatch.fleet.there;
      const answer = await this.#another(question, []);
      if (answer) return await this.check(answer, question);
      if (!asked.some((name) => dispatch.fleet.there.includes(name))) continue;
      return {
        ...{ status: 'failed', stage: problem.problem.evaluator.stages[place.first]!.name, reason: 'evaluator-error' },
        ...{ stages: question.passed.map(({ report }) => report), feedback: 'No machine could score it.' },
      };
    }
  }

  /** What another machine than those says. */
  async #another({ program, passed, signal }: Question, besides: readonly Answer[]): Promise<Answer | undefined> {
    const { dispatch, problem } = this.#options;
    const sending = { signal, except: namesOf(besides) };
    return await dispatch.askAnother(this.#job(program, passed), readerOf(problem, passed), sending);
  }

  async glance(program: Program, stage: number, signal?: AbortSignal): Promise<number> {
    const { local, place, dispatch } = this.#options;
    if (stage < place.first) return await local!.glance(program, stage, signal);
    const job: Job = { ...this.#job(program, []), task: { kind: 'glance', stage } };
    return (await dispatch.ask(job, readGlance, { signal }))?.glance ?? Number.NaN;
  }

  /** A repetition of an audit, on another machine than the one that scored the candidate where there is one. */
  readonly repeat = async (
    program: Program,
    { seed, index, foundBy }: RepetitionTerms,
    signal?: AbortSignal,
  ): Promise<Repetition> => {
    const { dispatch, problem } = this.#options;
    const compares = comparesInitial(problem.problem, index);
    const read = (value: unknown) => readRepetition(value, problem.problem.evaluator, compares);
    const job: Job = { ...this.#job(program, []), task: { kind: 'repetition', seed, index } };
    const finder = foundBy === undefined ? none : new Set([foundBy]);
    for (let tried = 0; tried < tries; tried++, await dispatch.fleet.pause(signal)) {
      await dispatch.fleet.some(signal);
      const answer =
        (await dispatch.askAnother(job, read, { signal, except: finder })) ??
        (await dispatch.askAnother(job, read, { signal, except: none }));
      if (answer) return { initial: undefined, ...answer.repetition };
    }
    throw new EnvironmentError('No machine could audit a candidate. The run can be continued once one can.');
  };

  async close(): Promise<void> {
    await this.#options.local?.close();
  }

  #job(program: Program, passed: readonly Passed[]): Job {
    return { terms: { ...this.#options.terms, initial: this.#reference }, files: filesOf(program), passed };
  }

  #says({ evaluation }: Answer): string {
    return agreementOf(this.#options.problem.problem.evaluator, evaluation);
  }

  #putAside({ machine }: Answer, why: string): void {
    this.#options.dispatch.leaveOut(machine, why);
  }

  #say(text: string): void {
    this.#options.dispatch.fleet.say(text);
  }
}

/** Whether a machine may say so and be sound: it is slower, or had no luck. */
function isExcused({ evaluation }: Answer): boolean {
  return isOwnFault(evaluation) || dependsOnMachine(evaluation);
}

function readerOf({ problem }: LoadedProblem, passed: readonly Passed[]) {
  return (value: unknown) => readAnswer(value, problem.evaluator, passed);
}

/** What most machines say of the initial program. Those that say something else are put aside. */
function agreed({ problem, dispatch }: PeersOptions, answers: readonly Answer[]): Answer {
  const { name, evaluator } = problem.problem;
  const votes = Map.groupBy(answers, ({ evaluation }) => agreementOf(evaluator, evaluation));
  const [[text, agreeing] = ['', []], [, others] = ['', []]] = [...votes].sort(([, a], [, b]) => b.length - a.length);
  if (agreeing.length === others.length) {
    const said = [...votes].map(([text, by]) => `${by.map(nameOf).join(' and ')} find ${text}`);
    throw new UsageError(
      `Machines differ about the initial program of ${name}: ${said.join(', ')}. Stop the worker that is wrong, or start one more.`,
    );
  }
  for (const odd of answers.filter((answer) => !agreeing.includes(answer)))
    dispatch.leaveOut(
      odd.machine,
      `finds another score for the initial program than ${agreeing.map(nameOf).join(' and ')}, which find ${text}`,
    );
  return agreeing[0]!;
}

function noScore(
  { problem }: LoadedProblem,
  { reason, stage, feedback }: Extract<Evaluation, { status: 'failed' }>,
  where: string,
): FailureError {
  return new FailureError(
    `The initial program of ${problem.name} gets no score ${where}, so there is nothing to improve: ${reason} in stage ${stage}. ${feedback}`,
  );
}
