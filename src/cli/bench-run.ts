import { existsSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { UsageError } from '../api/errors.ts';
import type { RunFacts } from '../api/store.ts';
import { type Arm, populationNameOf } from '../bench/arms.ts';
import { type Allowance, type RunCurve, readCurve } from '../bench/curve.ts';
import { resumeSession } from '../compose/resume.ts';
import type { Session } from '../compose/session.ts';
import { startSession } from '../compose/start.ts';
import { readConfig } from '../config.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { type Fingerprints, isFingerprintOf } from '../fingerprint.ts';
import type { Interrupt } from '../schedule/evolve.ts';

/** The settings that all runs of a bench share. */
export interface Bench {
  /** The problem, in the user's words. */
  readonly spec: string;
  readonly fingerprints: Fingerprints;
  /** The folder of the populations. */
  readonly folder: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly allowance: Allowance;
  readonly workers: number | undefined;
  readonly sandbox: SandboxLevel;
}

/**
 * Runs an arm with a seed until its allowance is spent, continuing an existing population. Returns undefined if it was
 * interrupted first.
 */
export async function continueRun(
  bench: Bench,
  arm: Arm,
  seed: number,
  interrupt: Interrupt,
): Promise<RunCurve | undefined> {
  const { folder, allowance } = bench;
  const path = join(folder, `${populationNameOf(arm.label)}-${seed}.git`);
  const found = existsSync(path) ? await readCurve(path, allowance) : undefined;
  if (found) checkSame(bench, arm, seed, path, found.facts);
  if (found?.curve.complete) return found.curve;
  if (interrupt.stop.aborted) return undefined;
  const session = await (found ? resume(bench, path) : start(bench, arm, seed, path));
  const ending = await session.evolve(interrupt).finally(() => session.close());
  return ending === 'interrupted' ? undefined : (await readCurve(path, allowance)).curve;
}

/** The built-in search, without a display. */
const searching = { search: true, reporter: {} } as const;

function settingsOf({ settings, allowance }: Bench, arm: Arm): Readonly<Record<string, unknown>> {
  return { ...settings, ...arm.settings, [allowance.unit]: allowance.amount };
}

function start(bench: Bench, arm: Arm, seed: number, path: string): Promise<Session> {
  const { workers, sandbox } = bench;
  return startSession(bench.spec, { path, settings: settingsOf(bench, arm), seed, workers, sandbox, ...searching });
}

function resume({ allowance: { unit, amount }, workers, sandbox }: Bench, path: string): Promise<Session> {
  return resumeSession({ path, limits: { [unit]: amount }, workers, sandbox, ...searching });
}

/** @throws {UsageError} if a population was made by another arm; its limit may differ. */
function checkSame(
  bench: Bench,
  arm: Arm,
  seed: number,
  path: string,
  { problem, config, seed: found }: RunFacts,
): void {
  const shape = (config: Readonly<Record<string, unknown>>) => {
    const limits = { attempts: undefined, evaluations: undefined, milliseconds: undefined };
    return JSON.stringify({ ...readConfig(config), ...limits });
  };
  const isOther = !isFingerprintOf(problem.fingerprint, bench.fingerprints) || found !== seed;
  if (!isOther && shape(config) === shape(settingsOf(bench, arm))) return;
  throw new UsageError(
    `${relative('', path)} belongs to another bench: ${basename(path)} was made with other options or for another problem ` +
      `than the arm ${arm.label}. Remove it, or use another folder with --keep FOLDER.`,
  );
}
