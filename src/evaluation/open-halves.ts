import type { SandboxStage } from '../../workers/messages.ts';
import { EnvironmentError, UsageError } from '../api/errors.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import { isScript } from '../language/index.ts';
import type { Driven } from './cascade.ts';
import { findJail } from './jail/find-jail.ts';
import type { Jail } from './jail/jail.ts';
import { link, linkForStages } from './link.ts';
import { planCommands } from './native/plan.ts';
import { openRunner } from './native/runner.ts';
import { planStages, withoutHeldBack } from './plan.ts';
import { planPython } from './python/plan.ts';
import { PythonRunner } from './python/runner.ts';
import { copyOf } from './repository/copies.ts';
import { planRepository } from './repository/plan.ts';
import { RepositoryRunner } from './repository/runner.ts';
import { openScorePool, type ScorePool, scoreHere } from './score-pool.ts';
import { runsCommands, runsPython, runsRepository } from './stage-kind.ts';
import { openSandbox, type Sandbox } from './supervisor.ts';
import { checkSystemLimits } from './system-limits.ts';

export interface HalvesOptions {
  readonly problem: LoadedProblem;
  readonly seed: number;
  /** Candidates that run at once. */
  readonly threads: number;
  /** Whether held-back stages run, too. */
  readonly audit: boolean;
  readonly jail: Jail | undefined;
  /** Hears of what takes long, in words. */
  readonly notice?: ((text: string) => void) | undefined;
}

/** Drives one program in a stage. Rejects with the signal's reason when aborted. */
type Drive = (stage: number, signal: AbortSignal | undefined, urgent?: boolean) => Promise<Driven>;

/** Where candidates will run. */
interface DriveSide {
  /** The inputs of every stage, each as JSON text. */
  readonly inputs: readonly (readonly string[])[];
  open(): Promise<OpenSide>;
}

interface OpenSide {
  load(program: Program): Drive | { readonly refusal: string };
  close(): Promise<void>;
}

/** The two sides of an evaluation: where candidates run, and where their evidence is scored. */
export interface OpenHalves {
  readonly load: OpenSide['load'];
  readonly scorePool: ScorePool;
  close(): Promise<void>;
}

/**
 * @throws {UsageError} when something of the problem cannot go into the sandbox, or does not build; when limits are low.
 * @throws {EnvironmentError} when the sandbox does not start.
 */
export async function openHalves(options: HalvesOptions): Promise<OpenHalves> {
  const { problem, threads } = options;
  checkSystemLimits(threads);
  const { inputs, open } = sideOf(options);
  const scorePool = scoresItself(problem)
    ? scoreHere(problem, [null])
    : openScorePool(problem, inputs, threads, { notice: options.notice });
  try {
    const side = await open();
    const close = async () => void (await Promise.all([side.close(), scorePool.close()]));
    return { load: side.load, scorePool, close };
  } catch (error) {
    await scorePool.close();
    throw error;
  }
}

/** Whether an evaluator in Python has judged all, and functions of germline only read what it says. */
function scoresItself({ path, problem: { evaluator } }: LoadedProblem): boolean {
  return runsPython(evaluator) && !isScript(path);
}

function sideOf(options: HalvesOptions): DriveSide {
  const { evaluator } = options.problem.problem;
  if (runsRepository(evaluator)) return ofRepository(options);
  if (runsPython(evaluator)) return ofPython(options);
  return runsCommands(evaluator) ? ofCommands(options) : ofDrives(options);
}

function ofDrives({ problem, seed, threads, audit, jail }: HalvesOptions): DriveSide {
  const { evaluator } = problem.problem;
  const plan = planStages(evaluator, seed);
  const stages = audit ? plan : withoutHeldBack(evaluator, plan);
  const reference = linkReference(problem);
  return {
    inputs: stages.map(({ inputs }) => inputs),
    async open() {
      const sandbox = await openSandbox({ stages, reference, threads }, jail);
      return { load: (program) => linkedDrive(program, stages, sandbox), close: () => sandbox.close() };
    },
  };
}

function linkedDrive(
  program: Program,
  stages: readonly SandboxStage[],
  sandbox: Sandbox,
): ReturnType<OpenSide['load']> {
  const linked = linkForStages(program, stages);
  if ('refusal' in linked) return linked;
  return (stage, signal, urgent) => sandbox.run({ stage, script: linked.scripts[stage]! }, signal, urgent);
}

function linkReference({ problem, initial }: LoadedProblem): string {
  const linked = link(initial);
  if ('script' in linked) return linked.script;
  throw new UsageError(`The initial program of ${problem.name} cannot be loaded: ${linked.refusal}`);
}

function ofCommands({ problem, seed, threads, audit, jail }: HalvesOptions): DriveSide {
  const enter = entranceOf(jail);
  const plans = planCommands(problem, seed, audit);
  return {
    inputs: plans.map(({ inputs }) => inputs),
    async open() {
      const runner = await openRunner({ problem, plans, threads, jail: { enter } });
      return {
        load: (program) => (stage, signal, urgent) => runner.drive(stage, program, signal, urgent),
        close: () => runner.close(),
      };
    },
  };
}

function ofPython({ problem, seed, threads, audit, jail }: HalvesOptions): DriveSide {
  const enter = entranceOf(jail);
  const plans = planPython(problem);
  return {
    inputs: plans.map(() => ['null']),
    async open() {
      const runner = await PythonRunner.open({ problem, plans, seed, threads, audit, jail: { enter } });
      return {
        load: (program) => (stage, signal) => runner.drive(stage, program, signal),
        close: () => runner.close(),
      };
    },
  };
}

function ofRepository({ problem, seed, threads, audit, jail }: HalvesOptions): DriveSide {
  entranceOf(jail);
  const plans = planRepository(problem);
  return {
    inputs: plans.map(() => ['null']),
    async open() {
      const copy = await copyOf(problem, jail);
      const runner = new RepositoryRunner({ copy, plans, unchanged: problem.initial.files, seed, threads, audit });
      return {
        load: (program) => (stage, signal, urgent) => runner.drive(stage, program, signal, urgent),
        close: () => runner.close(),
      };
    },
  };
}

/** @throws {EnvironmentError} where nothing confines native programs, and the person did not say that nothing need. */
export function entranceOf(jail: Jail | undefined): NonNullable<Jail['enter']> {
  if (jail?.enter) return jail.enter;
  const found = findJail();
  const why = jail
    ? `The sandbox of this system (${jail.name}) cannot hold them yet.`
    : 'missing' in found
      ? found.missing
      : 'The level "process" is Node\'s own, which cannot hold them.';
  throw new EnvironmentError(
    `The candidates of this problem are programs of the system, which run only inside its sandbox. ${why} ` +
      'In a container that you would throw away, pass --sandbox container; to run them unconfined, --sandbox none.',
  );
}
