import { availableParallelism, loadavg } from 'node:os';
import type { Space } from './clean-copy.ts';
import { type Found, limitFor, type Place, writesOf, writingNotes } from './found.ts';
import { Gauge, type Measured } from './gauge.ts';
import { describeResolution, expectVisible, isHidden, resolutionOf } from './noise.ts';
import type { RepositoryPlan } from './plan.ts';
import { refused } from './steady.ts';
import { tamperedIn } from './tampered.ts';

/** Pairs of runs, unless one takes longer than this, in milliseconds: then two. */
const [pairs, long] = [5, 60_000];
/** The usual length of a race: the pair that warms up, and six. */
const usualPairs = 7;

/** Measures the unchanged code against itself. @throws {UsageError} where that fails, or where noise hides any gain. */
export async function surveyMeasure(place: Place, plan: RepositoryPlan): Promise<Found> {
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
  return { plan, nature, wall, cost, notes: [...writingNotes(plan, written), ...noise] };
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
