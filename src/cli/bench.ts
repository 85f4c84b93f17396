import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { directionOf } from '../api/direction.ts';
import { UsageError } from '../api/errors.ts';
import { type Arm, armWithout, checkLabels, namedArms, readArm } from '../bench/arms.ts';
import { type ArmRun, compare } from '../bench/compare.ts';
import type { Allowance } from '../bench/curve.ts';
import { type BenchResult, describeBench, formatAllowance } from '../bench/describe.ts';
import { checkLimits, readConfig, readDuration, readSettings } from '../config.ts';
import { formatDuration, formatNumber } from '../format.ts';
import { loadProblem } from '../load-problem.ts';
import { makeFolder } from '../make-folder.ts';
import { readModel } from '../models/settings.ts';
import { jsonOption, modelOption, problemArgument, sandboxOption } from './arguments.ts';
import { type Bench, continueRun } from './bench-run.ts';
import { defineCommand } from './command.ts';
import { limits } from './limits.ts';
import { listenForInterrupts } from './session.ts';
import { printJson } from './standard-output.ts';

const options = {
  attempts: { ...limits.attempts, describe: 'Attempts of each run' },
  evaluations: {
    ...limits.evaluations,
    describe: 'Programs that each run may score, including those that tuners score',
  },
  for: { ...limits.for, describe: 'Time of each run, such as 90s or 10m' },
  seeds: { type: 'string', default: '5', describe: 'Number of seeds, or a list such as 3,8,', requiresArg: true },
  arms: {
    type: 'string',
    default: 'full,baselines',
    describe: 'Arms, comma-separated, all compared with the first; baselines and ablations mean all of them',
    requiresArg: true,
  },
  arm: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: "An arm of your own, as 'label: option=value option=value'",
    requiresArg: true,
  },
  without: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'Add an arm without this proposer',
    requiresArg: true,
  },
  reach: { type: 'string', describe: 'Target scores, comma-separated', requiresArg: true },
  keep: {
    type: 'string',
    describe: 'Keep the populations, in this folder [without a name: populations/bench-PROBLEM]',
  },
  workers: limits.workers,
  sandbox: sandboxOption,
  proposers: { type: 'string', describe: 'Proposers of every arm', requiresArg: true },
  model: modelOption,
  deterministic: {
    type: 'boolean',
    default: false,
    describe: 'Make results independent of the load of the machine',
  },
  set: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'An option of every arm, as key=value',
    requiresArg: true,
  },
  json: jsonOption,
} as const;

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('problem', problemArgument)
      .options(options)
      .example('$0 bench circle-packing-26 --evaluations 2000', 'the engine against best-of-n and hill climbing')
      .example(
        '$0 bench ./my-problem --for 5m --arms full,ablations --keep',
        'the value of each part; can be continued',
      )
      .example(
        "$0 bench ./my-problem --for 5m --arms full --without blend --arm 'wide: islands=16'",
        'arms of your own',
      )
      .epilogue(
        'Every arm runs once with every seed. With --keep, each run is an ordinary population, and the same command ' +
          'continues an interrupted bench. Ctrl-C stops the current run and prints the results so far.',
      ),
  handler: async (argv) => {
    const settings = {
      simplify: false, // happens after the search, at no gain in score
      ...(argv.proposers !== undefined && { proposers: argv.proposers }),
      ...(argv.model.length > 0 && { models: argv.model.map((text) => readModel(text)) }),
      deterministic: argv.deterministic,
      ...readSettings(argv.set),
    };
    const config = readConfig(settings);
    const arms = readArms(argv, config.proposers);
    const [seeds, targets, allowance] = [readSeeds(argv.seeds), readScores(argv.reach), readAllowance(argv)];
    checkLimits({ ...config, [allowance.unit]: allowance.amount });
    const loaded = await loadProblem(argv.problem);
    const { problem } = loaded;
    const direction = directionOf(problem);
    const keep = argv.keep === '' ? join('populations', `bench-${problem.name}`) : argv.keep;
    await inFolder(keep, async (folder) => {
      const { workers, sandbox } = argv;
      const bench = { spec: argv.problem, fingerprints: loaded, folder, settings, allowance, workers, sandbox };
      const runs = await runAll(bench, arms, seeds);
      const all = arms.map((arm) => ({ ...arm, runs: runs.get(arm.label) ?? [] }));
      const result: BenchResult = {
        ...{ problem: problem.name, direction, knownBest: problem.knownBest, allowance, seeds },
        deterministic: config.deterministic,
        initial: all[0]?.runs[0]?.curve.initial ?? Number.NaN,
        arms: compare(all, allowance, targets, direction),
      };
      const complete = all.every((arm) => arm.runs.length === seeds.length);
      if (argv.json) printJson({ ...result, complete, details: all });
      else console.log(describeBench(result));
      if (!complete)
        say(`Not all runs are complete.${keep === undefined ? '' : ' Run the same command again to continue.'}`);
      if (keep !== undefined) say(`The populations are in ${keep}.`);
    });
  },
});

/** The named arms, those without a proposer, and the user's own. */
function readArms(
  argv: { readonly arms: string; readonly without: readonly string[]; readonly arm: readonly string[] },
  proposers: readonly string[],
): readonly Arm[] {
  const arms = [
    ...namedArms(argv.arms),
    ...argv.without.map((name) => armWithout(name, proposers)),
    ...argv.arm.map((text) => readArm(text, readSettings)),
  ];
  checkLabels(arms);
  return arms;
}

/** Works in the folder to keep, or in a temporary one. */
async function inFolder(keep: string | undefined, work: (folder: string) => Promise<void>): Promise<void> {
  if (keep !== undefined) {
    await makeFolder(resolve(keep));
    return await work(resolve(keep));
  }
  const folder = await mkdtemp(join(tmpdir(), 'germline-bench-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Runs every arm with every seed, seed by seed, so that a slow hour affects all arms. */
async function runAll(
  bench: Bench,
  arms: readonly Arm[],
  seeds: readonly number[],
): Promise<ReadonlyMap<string, readonly ArmRun[]>> {
  const runs = new Map<string, ArmRun[]>();
  using interrupt = listenForInterrupts(say);
  const all = seeds.flatMap((seed) => arms.map((arm) => ({ arm, seed })));
  say(`${all.length} runs of ${formatAllowance(bench.allowance)} each`);
  for (const [index, { arm, seed }] of all.entries()) {
    const curve = await continueRun(bench, arm, seed, interrupt);
    if (!curve) break;
    runs.set(arm.label, [...(runs.get(arm.label) ?? []), { seed, curve }]);
    const { evaluations, milliseconds } = curve.spent;
    const score = formatNumber(curve.steps.at(-1)?.score ?? Number.NaN);
    const cost = `${evaluations} evaluations, ${formatDuration(milliseconds)}`;
    say(`${index + 1}/${all.length} ${arm.label}, seed ${seed}: ${score} after ${cost}`);
  }
  return runs;
}

function readAllowance(argv: {
  readonly attempts: number | undefined;
  readonly evaluations: number | undefined;
  readonly for: string | undefined;
}): Allowance {
  const { attempts, evaluations } = argv;
  const milliseconds = argv.for === undefined ? undefined : readDuration(argv.for);
  const given = Object.entries({ attempts, evaluations, milliseconds }).flatMap(([unit, amount]) =>
    amount === undefined ? [] : [{ unit, amount } as Allowance],
  );
  const [allowance] = given;
  if (allowance && given.length === 1) return allowance;
  throw new UsageError('Limit each run with one of --evaluations 2000, --attempts 2000 and --for 5m.');
}

/** `5` means the seeds 1 to 5; a list is taken as it is. */
function readSeeds(text: string): readonly number[] {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  const numbers = parts.map(Number);
  const seeds = text.includes(',') ? numbers : Array.from({ length: numbers[0] ?? 0 }, (_, index) => index + 1);
  const isFine = seeds.length > 0 && seeds.length <= 50 && seeds.every((seed) => Number.isInteger(seed) && seed >= 0);
  if (isFine && new Set(seeds).size === seeds.length) return seeds;
  throw new UsageError(
    `Invalid --seeds ${text}: use a number from 1 to 50, or different whole numbers such as 3,8,21.`,
  );
}

function readScores(text: string | undefined): readonly number[] {
  const scores = text?.split(',').map(Number) ?? [];
  if (scores.every((score) => Number.isFinite(score))) return scores;
  throw new UsageError(`Invalid --reach ${text}: use comma-separated scores, such as 2.6,2.63.`);
}
