import type { SandboxAnswer, ScoreAnswer, ScoreTask } from '../../workers/messages.ts';
import { directionOf, isBetter } from '../api/direction.ts';
import type { Evaluation, EvaluatorPool, Failed, Failure, StageReport } from '../api/evaluation.ts';
import type { Artifacts, Evaluator, Stage } from '../api/evaluator.ts';
import type { Problem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import { readAhead } from '../language/read-ahead.ts';
import type { RunEvidence } from './native/session.ts';
import type { RepositoryEvidence } from './repository/runner.ts';

/** Evidence from inside the sandbox: of a drive as text, of commands as their outputs, of a repository as numbers. */
export type Driven = SandboxAnswer | RunEvidence | RepositoryEvidence;

/** The input of `score`. */
export function evidenceOf(driven: Done<Driven>): ScoreTask['evidence'] {
  return 'text' in driven ? driven.text : driven.outputs;
}

/** The two halves of a stage: evidence from inside the sandbox, and its score outside. */
export interface Halves {
  drive(stage: number): Promise<Driven>;
  score(stage: number, evidence: ScoreTask['evidence']): Promise<ScoreAnswer>;
}

/** The halves of a program's stages, or why it cannot be loaded. Called again where a text takes long to read. */
type Open = (
  program: Program,
  signal: AbortSignal | undefined,
  urgent: boolean,
) => Halves | { readonly refusal: string };

/** A pool that can also run a part of the cascade, as another machine runs the rest. */
export interface StagedPool extends EvaluatorPool {
  /** Runs the stages before the one of that index: what they said, or how the program failed. */
  begin(
    program: Program,
    end: number,
    signal: AbortSignal | undefined,
    urgent: boolean,
  ): Promise<readonly Passed[] | Failed>;
  /** Runs the stages that the program has not passed yet, and returns the evaluation by all of them. */
  finish(
    program: Program,
    passed: readonly Passed[],
    signal: AbortSignal | undefined,
    urgent?: boolean,
  ): Promise<Evaluation>;
}

/** Scores programs by the halves of their stages. */
export function scorer(problem: Problem, open: Open, audit: boolean): Omit<StagedPool, 'close'> {
  const { evaluator } = problem;
  const { stages } = evaluator;
  const walk = async (program: Program, part: Part, signal: AbortSignal | undefined, urgent: boolean) => {
    const halves = await readAhead(() => open(program, signal, urgent));
    if (!('refusal' in halves)) return await runCascade(problem, halves, audit, part);
    return unloadable(stages[0]!.name, halves.refusal);
  };
  const finish: StagedPool['finish'] = async (program, passed, signal, urgent = false) =>
    conclude(evaluator, await walk(program, { passed, end: stages.length }, signal, urgent));
  return {
    evaluate: (program, signal, urgent) => finish(program, [], signal, urgent),
    begin: (program, end, signal, urgent) => walk(program, { passed: [], end }, signal, urgent),
    finish,
    async glance(program, stage, signal) {
      const halves = await readAhead(() => open(program, signal, false));
      return 'refusal' in halves ? Number.NaN : glanceAt(problem, stage, halves);
    },
  };
}

/** A stage's texts for models and people. */
interface Feedback {
  readonly stage: string;
  readonly feedback: string;
  readonly artifacts?: Artifacts | undefined;
}

/** What a stage said of a program that passed it. */
export interface Passed extends Feedback {
  readonly report: StageReport;
}

/** A part of the cascade: it begins after the stages that were passed, and ends before the one of that index. */
interface Part {
  readonly passed: readonly Passed[];
  readonly end: number;
}

interface Stopped extends Feedback {
  readonly reason: Failure;
}

/** Walks the stages of a part until one fails. Held-back stages run in an audit only. */
async function runCascade(
  problem: Problem,
  halves: Halves,
  audit: boolean,
  { passed: before, end }: Part,
): Promise<readonly Passed[] | Failed> {
  const passed = [...before];
  for (const [index, { name, heldBack }] of problem.evaluator.stages.slice(0, end).entries()) {
    if ((heldBack && !audit) || before.some(({ stage }) => stage === name)) continue;
    const outcome = await runStage(problem, index, halves);
    if ('reason' in outcome) return failed(outcome, passed);
    passed.push(outcome);
  }
  return passed;
}

function unloadable(stage: string, feedback: string): Failed {
  return { status: 'failed', stage, reason: 'threw', stages: [], feedback };
}

/** The score of one stage alone; NaN if the program does not pass it. */
async function glanceAt(problem: Problem, index: number, halves: Halves): Promise<number> {
  const outcome = await runStage(problem, index, halves);
  return 'reason' in outcome ? Number.NaN : outcome.report.score;
}

async function runStage(problem: Problem, index: number, halves: Halves): Promise<Passed | Stopped> {
  const planned = problem.evaluator.stages[index]!;
  const stage = planned.name;
  const driven = await halves.drive(index);
  if (driven.status === 'failed') return { stage, reason: driven.reason, feedback: driven.message };
  const scored = await halves.score(index, evidenceOf(driven));
  if ('broken' in scored) return { stage, reason: 'evaluator-error', feedback: scored.broken };
  const { artifacts } = scored;
  if ('wrong' in scored) return { stage, reason: 'wrong', feedback: scored.wrong, artifacts };
  const { score, feedback = '' } = scored;
  const missed = missedThreshold(problem, planned, score);
  if (missed) return { stage, reason: 'missed-threshold', feedback: joinLines([missed, feedback]), artifacts };
  return { stage, report: reportOf(stage, driven, scored), feedback, artifacts };
}

type Done<Result extends { status: string }> = Exclude<Result, { status: 'failed' }>;

function reportOf(
  name: string,
  driven: Done<Driven>,
  { score, metrics = {} }: Extract<ScoreAnswer, { score: number }>,
): StageReport {
  const { milliseconds, operations } = { operations: undefined, ...driven };
  const report = { name, score, metrics, milliseconds };
  if (!operations) return report;
  return { ...report, metrics: { operations: operations.total, ...metrics }, mostOperations: operations.most };
}

function missedThreshold(problem: Problem, { name, threshold }: Stage, score: number): string | undefined {
  if (threshold === undefined || !isBetter(directionOf(problem), threshold, score)) return undefined;
  return `the score of stage ${name} is ${score}, worse than its threshold ${threshold}`;
}

function failed(stopped: Stopped, passed: readonly Passed[]): Failed {
  const stages = passed.map(({ report }) => report);
  const { stage, reason } = stopped;
  return { status: 'failed', stage, reason, stages, ...mergeFeedback([...passed, stopped]) };
}

/** Held-back stages do not count for the score, so that an audit's score can be compared with the search's. */
function conclude(evaluator: Evaluator, passed: readonly Passed[] | Failed): Evaluation {
  if ('status' in passed) return passed;
  const stages = passed.map(({ report }) => report);
  const counted = stages.filter(({ name }) => !evaluator.stages.find((stage) => stage.name === name)?.heldBack);
  const score = combine(evaluator, counted);
  if (typeof score === 'string')
    return failed({ stage: stages.at(-1)?.name ?? '', reason: 'evaluator-error', feedback: score }, passed);
  const metrics = Object.assign({}, ...stages.map((stage) => stage.metrics));
  return { status: 'scored', score, metrics, stages, ...mergeFeedback(passed) };
}

/** The score, or what is wrong with the evaluator. */
function combine(evaluator: Evaluator, stages: readonly StageReport[]): number | string {
  try {
    const score = evaluator.combine ? evaluator.combine(stages) : stages.at(-1)?.score;
    return Number.isFinite(score) ? (score as number) : `combine returned ${String(score)}, not a finite number`;
  } catch (error) {
    return `combine threw ${String(error)}`;
  }
}

function mergeFeedback(all: readonly Feedback[]): Pick<Evaluation, 'feedback' | 'artifacts'> {
  const artifacts: Artifacts = Object.assign({}, ...all.map((one) => one.artifacts));
  const said = all.filter((one) => one.feedback !== '');
  const isOne = said.length <= 1;
  const feedback = joinLines(said.map((one) => (isOne ? one.feedback : `${one.stage}: ${one.feedback}`)));
  return { feedback, ...(Object.keys(artifacts).length > 0 && { artifacts }) };
}

function joinLines(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n');
}
