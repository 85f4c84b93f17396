import { availableParallelism } from 'node:os';
import { directionOf, fitnessOf, isBetter } from '../api/direction.ts';
import type { Evaluation, EvaluatorPool, Scored } from '../api/evaluation.ts';
import type { Evaluator } from '../api/evaluator.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import { openEvaluation } from '../compose/open-evaluation.ts';
import { surveyed } from '../compose/survey.ts';
import { type Cheat, standardCheats } from '../evaluation/cheats.ts';
import { drivenCheats } from '../evaluation/driven-cheats.ts';
import { checkInstances, checkSizes } from '../evaluation/instances.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { nativeCheats } from '../evaluation/native-cheats.ts';
import { isTimed } from '../evaluation/plan.ts';
import {
  checkHeldBack,
  checkMeasured,
  checkProtected,
  checkSeeds,
  checkStageLimits,
  describeCost,
  type Finding,
  type FindingStatus,
  shortestTimes,
} from '../evaluation/soundness.ts';
import { drivesPython, runsPrograms } from '../evaluation/stage-kind.ts';
import { formatNumber } from '../format.ts';
import { loadProblem } from '../load-problem.ts';
import { plainAfter, plainLine } from '../plain.ts';
import { jsonOption, problemArgument, sandboxOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { onStandardError, printJson } from './standard-output.ts';

/** A program with its evaluation. */
interface EvaluatedProgram {
  readonly name: string;
  readonly program: Program;
  readonly evaluation: Evaluation;
}

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('problem', problemArgument)
      .options({ sandbox: sandboxOption, json: jsonOption })
      .epilogue('Exit code 1 where a cheat succeeds.')
      .example('$0 check ./my-problem', 'before a long run')
      .epilogue(
        'Tests whether scores are repeatable, limits are sane and some inputs are held back. The cheats know nothing of the ' +
          'problem: they return or print nonsense, or change the results of the initial program. A changed result with a better ' +
          'score may be an honest improvement: look at it. A cheat that is idle changed nothing, so it shows nothing. An evaluator that throws hides the reason, so use the readers ' +
          'of germline/kit/evidence. A clean result does not prove that an evaluator is safe.',
      ),
  handler: async (argv) => {
    const options = { seed: 0, sandbox: argv.sandbox, reporter: onStandardError };
    const { problem } = await surveyed(await loadProblem(argv.problem), options);
    onStandardError.notice('Scoring the initial program and some fifty cheats, twice.');
    const findings = await examine(problem, argv.sandbox);
    if (argv.json) printJson(findings);
    else print(findings);
    if (findings.some(({ status }) => status === 'passed' || status === 'stumbled')) process.exitCode = 1;
  },
});

async function examine(problem: LoadedProblem, sandbox: SandboxLevel): Promise<Finding[]> {
  const { evaluator } = problem.problem;
  const inputs = [
    ...checkSeeds(evaluator),
    checkHeldBack(evaluator),
    ...checkInstances(evaluator),
    ...checkSizes(evaluator),
    ...checkMeasured(evaluator),
    ...checkProtected(evaluator),
  ];
  const open = (options: { workers?: number; seed: number; audit?: boolean }) =>
    openEvaluation(problem, { ...options, sandbox });
  const honest = await using(open({ seed: 0 }), (pool) => evaluateAll(pool, problem));
  const [initial, ...cheats] = honest.judged;
  const scored = honest.judged.filter(({ evaluation }) => evaluation.status === 'scored');
  const again = await using(open({ workers: 1, seed: 0 }), (pool) => evaluateBackwards(pool, scored));
  const audited = await using(open({ workers: 1, seed: 1, audit: true }), (pool) => pool.evaluate(problem.initial));
  const evaluations = [initial!.evaluation, again.get(initial!.name) ?? audited, audited];
  const took = shortestTimes(evaluations.map(({ stages }) => stages));
  return [
    judgeInitial('the initial program', initial!.evaluation, problem),
    judgeInitial('the initial program on another seed and what is held back', audited),
    checkRepeatable(scored, again, problem),
    ...inputs,
    ...checkStageLimits(evaluator, took),
    describeCost(evaluator, took, availableParallelism()),
    ...cheats.map(({ evaluation }, index) => {
      const cheat = honest.cheats[index]!;
      return honest.idle.has(cheat)
        ? judgeIdle(cheat, evaluation)
        : judge(cheat, evaluation, initial!.evaluation, problem);
    }),
  ];
}

/** The initial program alone, so that nothing disturbs its times, then all cheats at once. */
async function evaluateAll(pool: EvaluatorPool, { problem, initial }: LoadedProblem) {
  const evaluate = async ({ name, program }: Pick<EvaluatedProgram, 'name' | 'program'>) => ({
    name,
    program,
    evaluation: await pool.evaluate(program),
  });
  const cheats = cheatsOn(problem.evaluator, initial);
  const first = await evaluate({ name: 'the initial program', program: initial });
  const judged: EvaluatedProgram[] = [first, ...(await Promise.all(cheats.map(evaluate)))];
  const scored = cheats.filter((_, index) => judged[index + 1]!.evaluation.status === 'scored');
  return { cheats, judged, idle: await findIdle(pool, scored) };
}

/** Those of some cheats that change nothing: their probes do not throw. */
async function findIdle(pool: EvaluatorPool, cheats: readonly Cheat[]): Promise<ReadonlySet<Cheat>> {
  const isIdle = async ({ probe }: Cheat) => probe !== undefined && (await pool.evaluate(probe)).status === 'scored';
  const idle = await Promise.all(cheats.map(isIdle));
  return new Set(cheats.filter((_, index) => idle[index]));
}

function cheatsOn(evaluator: Evaluator, initial: Program): readonly Cheat[] {
  if (!runsPrograms(evaluator)) return standardCheats(initial);
  return [...nativeCheats(initial), ...(drivesPython(evaluator) ? drivenCheats(initial) : [])];
}

/** The last first, one after another. */
async function evaluateBackwards(
  pool: EvaluatorPool,
  judged: readonly EvaluatedProgram[],
): Promise<Map<string, Evaluation>> {
  const again = new Map<string, Evaluation>();
  for (const { name, program } of judged.toReversed()) again.set(name, await pool.evaluate(program));
  return again;
}

async function using<T>(opening: Promise<EvaluatorPool>, work: (pool: EvaluatorPool) => Promise<T>): Promise<T> {
  const pool = await opening;
  return await work(pool).finally(() => pool.close());
}

/** It must score, and not better than the best known score. */
function judgeInitial(tried: string, evaluation: Evaluation, problem?: LoadedProblem): Finding {
  if (evaluation.status === 'failed') {
    const detail = `${evaluation.reason} in ${evaluation.stage}: ${evaluation.feedback}`;
    return { tried, status: 'stumbled', detail, fix: 'a run starts from this program, so it must score' };
  }
  const detail = `scores ${formatNumber(evaluation.score)}`;
  const best = problem?.problem.knownBest;
  if (best && isBetter(directionOf(problem.problem), evaluation.score, best.score)) {
    const fix = 'correct knownBest, or find out why the evaluator scores so well';
    return { tried, status: 'look', detail: `${detail}, better than the best known ${formatNumber(best.score)}`, fix };
  }
  return { tried, status: 'held', detail };
}

/** Scores must repeat in another process, with one worker, in the opposite order; timings never repeat. */
function checkRepeatable(
  scored: readonly EvaluatedProgram[],
  again: ReadonlyMap<string, Evaluation>,
  problem: LoadedProblem,
): Finding {
  const tried = 'another process, in the opposite order';
  if (isTimed(problem.problem.evaluator)) return { tried, status: 'held', detail: 'not compared: timings differ' };
  const differing = scored.find(({ name, evaluation }) => said(evaluation) !== said(again.get(name)!));
  if (!differing) return { tried, status: 'held', detail: `${scored.length} programs score the same` };
  const { name, evaluation } = differing;
  return {
    tried,
    status: 'stumbled',
    detail: `${name}: ${said(evaluation)}, then ${said(again.get(name)!)}`,
    fix: 'score may use only its evidence and inputs: no clock, no Math.random, no state between calls',
  };
}

function said(evaluation: Evaluation): string {
  return evaluation.status === 'scored' ? String(evaluation.score) : evaluation.reason;
}

function judge(
  { name: tried, kind }: Cheat,
  evaluation: Evaluation,
  honest: Evaluation,
  problem: LoadedProblem,
): Finding {
  if (evaluation.status === 'failed') {
    const { reason, stage, feedback } = evaluation;
    const status = reason === 'evaluator-error' ? 'stumbled' : 'held';
    const detail = `${reason} in ${stage}: ${feedback.trim().split('\n')[0]!.slice(0, 120)}`;
    return { tried, status, detail, ...(status === 'stumbled' && { fix: fixes.stumbled }) };
  }
  const detail = `scores ${formatNumber(evaluation.score)}`;
  if (kind === 'partial' && isAsGood(evaluation, honest, problem))
    return { tried, status: 'look', detail: `${detail}, no worse than the whole`, fix: fixes.partial };
  const status = !isSuspicious(evaluation, honest, problem) ? 'held' : kind === 'nonsense' ? 'passed' : 'look';
  return { tried, status, detail, ...(status !== 'held' && { fix: fixes[status] }) };
}

function judgeIdle({ name: tried }: Cheat, evaluation: Evaluation): Finding {
  const score = evaluation.status === 'scored' ? formatNumber(evaluation.score) : evaluation.reason;
  return { tried, status: 'idle', detail: `scores ${score}; there was nothing to change` };
}

/** Whether a score is no worse; a time says nothing of that, so that any will do. */
function isAsGood({ score }: Scored, honest: Evaluation, { problem }: LoadedProblem): boolean {
  return (
    honest.status === 'scored' && (isTimed(problem.evaluator) || !isBetter(directionOf(problem), honest.score, score))
  );
}

/** Whether it beats the initial program. Two timings of one program differ: only a much faster one counts. */
function isSuspicious({ score }: Scored, honest: Evaluation, { problem }: LoadedProblem): boolean {
  if (honest.status === 'failed') return true;
  const margin = isTimed(problem.evaluator) ? 0.5 * Math.abs(honest.score) : 0;
  return fitnessOf(directionOf(problem), score - honest.score) > margin;
}

const fixes = {
  stumbled: 'read the evidence with germline/kit/evidence, which returns what is wrong with it',
  passed: 'recompute the score from the result of the candidate, with sizes and ranges that the evaluator fixes',
  look: 'an honest improvement, or a tolerance or claim that the evaluator trusts?',
  partial: 'it never looks at a part of its inputs: put what decides anywhere in them, or is this program as lazy?',
};

function print(findings: readonly Finding[]): void {
  for (const { tried, status, detail, fix } of findings)
    console.log(
      `${status.padEnd(9)} ${plainLine(tried)}\n          ${plainAfter(detail)}${fix ? `\n          -> ${fix}` : ''}`,
    );
  const count = (status: FindingStatus) => findings.filter((finding) => finding.status === status).length;
  console.log(
    `${findings.length} tried: ${count('held')} held, ${count('look')} to look at, ` +
      `${count('passed')} nonsense with a better score, ${count('stumbled')} that broke the evaluator` +
      `${count('idle') > 0 ? `, ${count('idle')} that changed nothing` : ''}.`,
  );
}
