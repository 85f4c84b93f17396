import { availableParallelism, loadavg } from 'node:os';
import type { LoadedProblem } from '../../api/problem.ts';
import type { CommandNature } from '../../api/store.ts';
import { formatNumber } from '../../format.ts';
import type { Jail } from '../jail/jail.ts';
import type { Failed } from '../native/outcome.ts';
import type { Ended } from '../native/overseen-jail.ts';
import type { CleanCopy, Space } from './clean-copy.ts';
import { copyOf } from './copies.ts';
import { countTests } from './count-tests.ts';
import { Gauge, type Measured } from './gauge.ts';
import { describeResolution, expectVisible, isHidden, resolutionOf } from './noise.ts';
import { failureOf } from './outcome.ts';
import { planRepository, type RepositoryPlan } from './plan.ts';
import { printedBy } from './printed.ts';
import { runCommand } from './shell.ts';
import { expectSteady, refused } from './steady.ts';
import { tamperedIn } from './tampered.ts';

export interface SurveyOptions {
  readonly jail: Jail | undefined;
  /** Runs every command once, and finds no noise. */
  readonly brief: boolean;
}

/** What the unchanged code does, and what of it a person should know, in words. */
export interface Survey {
  readonly commands: Readonly<Record<string, CommandNature>>;
  readonly notes: readonly string[];
}

/** One command of the unchanged code: its nature, what a candidate's takes in all, in milliseconds, and notes. */
interface Found {
  readonly nature: CommandNature;
  readonly cost: number;
  readonly notes: readonly string[];
}

/** Runs of a test, and pairs of a measure, unless one takes longer than this, in milliseconds: then two. */
const [runs, pairs, long] = [3, 5, 60_000];
/** The usual length of a race: the pair that warms up, and six. */
const usualPairs = 7;
/** A command may take so many times the CPU time that it takes with the unchanged code, or as long, in milliseconds: many changes never end. */
const [room, leastTime] = [5, 3000];

/**
 * Runs all commands with the unchanged code. @throws {UsageError} where one fails, always or sometimes: no candidate could be
 * judged by it.
 */
export async function surveyRepository(problem: LoadedProblem, { jail, brief }: SurveyOptions): Promise<Survey> {
  const copy = await copyOf(problem, jail);
  return await copy.within(copy.clean, { heldBack: false }, async (checked) => {
    await copy.write(checked, copy.repository.plain(problem.initial.files));
    const commands: Record<string, CommandNature> = {};
    const [notes, costs]: [string[], number[]] = [[], []];
    for (const plan of planRepository(problem)) {
      const found = await surveyCommand({ copy, checked, brief }, plan);
      commands[plan.name] = found.nature;
      notes.push(...found.notes);
      if (!plan.heldBack) costs.push(found.cost);
    }
    return { commands, notes: brief ? notes : [...notes, costText(costs)] };
  });
}

interface Place {
  readonly copy: CleanCopy;
  /** The space in which checks have run. */
  readonly checked: Space;
  readonly brief: boolean;
}

async function surveyCommand(place: Place, plan: RepositoryPlan): Promise<Found> {
  if (plan.command.role === 'check') return await surveyCheck(place, plan);
  return plan.command.role === 'test' ? await surveyTest(place, plan) : await surveyMeasure(place, plan);
}

async function surveyCheck({ copy, checked }: Place, plan: RepositoryPlan): Promise<Found> {
  const ended = await runCommand(copy, checked, plan);
  expectPassed(failureOf(ended, plan, copy.repository.root));
  return { nature: { milliseconds: limitFor([timeOf(ended)]) }, cost: wallOf(ended), notes: [] };
}

async function surveyTest({ copy, checked, brief }: Place, plan: RepositoryPlan): Promise<Found> {
  const all: Ended[] = [];
  const written = new Set<string>();
  do {
    const { ended, tampered } = await copy.within(checked, plan, async (space) => ({
      ended: await runCommand(copy, space, plan),
      tampered: await tamperedIn(copy, space),
    }));
    all.push(ended);
    for (const name of tampered) written.add(name);
  } while (!brief && all.length < (wallOf(all[0]!) > long ? 2 : runs));
  expectSteady(all, plan, copy.repository.root);
  const counts = new Set(all.map((ended) => countTests(printedBy(ended))));
  const [tests] = counts.size === 1 ? counts : [];
  const nature = {
    milliseconds: limitFor(all.map(timeOf)),
    ...(tests !== undefined && { tests }),
    ...writesOf(written),
  };
  return { nature, cost: wallOf(all[0]!), notes: writingNotes(plan, written) };
}

async function surveyMeasure(place: Place, plan: RepositoryPlan): Promise<Found> {
  const written = new Set<string>();
  const early = await measureSpaces(place, plan, written);
  // The machine may have been busy for a moment.
  const isNoisy = isHidden(plan, resolutionOf(plan, early));
  const all = isNoisy ? await measureSpaces(place, plan, written) : early;
  const resolution = resolutionOf(plan, all);
  expectVisible(plan, resolution);
  const wall = Math.max(...all.map(({ wallMilliseconds }) => wallMilliseconds));
  const waits = plan.command.read === undefined && mostlyWaits(all);
  const nature = {
    milliseconds: limitFor(all),
    ...(waits && { wall: true as const }),
    ...(plan.command.read === undefined && printsResults(all) && { prints: true as const }),
    ...writesOf(written),
  };
  const noise = resolution ? [describeResolution(plan, resolution)] : [];
  const cost = 2 * Math.min(usualPairs, plan.rounds + 1) * wall;
  return { nature, cost, notes: [...writingNotes(plan, written), ...noise] };
}

/** Measures the unchanged code in two fresh spaces, and adds the files that it changes there. */
async function measureSpaces(place: Place, plan: RepositoryPlan, written: Set<string>): Promise<readonly Measured[]> {
  const { copy, checked } = place;
  return await copy.within(checked, plan, (one) =>
    copy.within(checked, plan, async (other) => {
      const measured = await measureInTurn(place, plan, [one, other]);
      for (const space of [one, other]) for (const name of await tamperedIn(copy, space)) written.add(name);
      return measured;
    }),
  );
}

/** Whether a command takes longer than its CPU time and the machine's other work explain, in every run. */
function mostlyWaits(all: readonly Measured[]): boolean {
  const slowdown = Math.max(1, loadavg()[0]! / availableParallelism());
  return all.every(({ cpuMilliseconds, wallMilliseconds }) => wallMilliseconds > 2 * slowdown * cpuMilliseconds);
}

/** Whether it prints something, and the same with the same seed each time. */
function printsResults(all: readonly Measured[]): boolean {
  const isSame = ({ printed }: Measured, run: number) => printed === all[run % 2 === 0 ? run : run - 1]?.printed;
  return all.length > 1 && all.every((one, run) => one.printed.trim() !== '' && isSame(one, run));
}

/** Measures the unchanged code in two spaces in turn; the first run of each warms up. */
async function measureInTurn(
  { copy, brief }: Place,
  plan: RepositoryPlan,
  spaces: readonly [Space, Space],
): Promise<readonly Measured[]> {
  await using one = new Gauge(copy, spaces[0], plan);
  await using other = new Gauge(copy, spaces[1], plan);
  const all: Measured[] = [];
  for (let run = 0; run < (brief ? 1 : 2 * (pairs + 1)); run++) {
    const measured = await (run % 2 === 0 ? one : other).measure(run >> 1);
    if (measured.status === 'failed') throw refused(measured);
    all.push(measured);
    if (run === 5 && measured.wallMilliseconds > long) break;
  }
  return all;
}

/** What a run took, in milliseconds. */
type Time = Pick<Measured, 'cpuMilliseconds' | 'wallMilliseconds'>;

const timeOf = ({ report }: Ended): Time => report ?? { cpuMilliseconds: 0, wallMilliseconds: 0 };
const wallOf = (ended: Ended) => timeOf(ended).wallMilliseconds;

/** What mostly waits gets what it takes by a clock of the wall, as the limit of that is several times as long. */
function limitFor(all: readonly Time[]): number {
  const cpu = Math.max(...all.map(({ cpuMilliseconds }) => cpuMilliseconds));
  const wall = Math.max(...all.map(({ wallMilliseconds }) => wallMilliseconds));
  return Math.ceil(Math.max(leastTime, room * cpu, wall));
}

const writesOf = (written: ReadonlySet<string>) => (written.size > 0 ? { writes: [...written].sort() } : {});

/** @throws {UsageError} */
function expectPassed(failed: Failed | undefined): void {
  if (failed) throw refused(failed);
}

function writingNotes({ words }: RepositoryPlan, written: ReadonlySet<string>): readonly string[] {
  if (written.size === 0) return [];
  const some = [...written].sort().slice(0, 3).join(', ');
  return [
    `${words.join(' ')} changes files under version control, such as ${some}: only in copies, and candidates may, too.`,
  ];
}

function costText(costs: readonly number[]): string {
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const hourly = Math.floor(3_600_000 / Math.max(1, total));
  return `A candidate that passes takes about ${formatNumber(Math.ceil(total / 100) / 10)} s: ${hourly} an hour, as one is measured at a time.`;
}
