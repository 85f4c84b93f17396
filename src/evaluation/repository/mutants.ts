import type { Program } from '../../api/program.ts';
import { formatDuration } from '../../format.ts';
import { type Mutant, mutantsOf } from '../../language/mutants.ts';
import { randomStream } from '../../random.ts';
import type { CleanCopy } from './clean-copy.ts';
import type { Found } from './found.ts';
import { type Shown, shownBy, type TrialCommands, withPrinted } from './mutant-trial.ts';
import type { RepositoryPlan } from './plan.ts';

interface Tried {
  readonly summary: string;
  readonly shown: Shown;
}

/** Most errors that are made, and of those that nothing shows, how many are named. */
const [most, named] = [6, 3];
/** Commands that take longer are not run for this, and after so long no other error is made, in milliseconds. */
const [slow, enough] = [20_000, 60_000];

/**
 * Makes small errors in the unchanged code, one at a time, and returns in words how many its tests notice: a search finds
 * such errors as well, and takes those for gains that nothing shows.
 */
export async function tryMutants(
  copy: CleanCopy,
  unchanged: Program,
  found: readonly Found[],
): Promise<readonly string[]> {
  const mutants = mutantsOf(unchanged, most, randomStream(0));
  if (mutants.length === 0) return [];
  const where = placesOf(copy);
  const round = found.filter(({ plan }) => plan.command.role !== 'measure').reduce((sum, { wall }) => sum + wall, 0);
  if (round > slow)
    return [
      `The tests take ${formatDuration(round)}, so it was not tried whether they notice errors in ${where}: break it by hand once, and see them fail.`,
    ];
  const commands = commandsOf(found);
  const tried = await tryAll(copy, await withPrinted(copy, unchanged, commands), mutants);
  return tried.length === 0 ? [] : [describe(tried, where, adviceFor(found))];
}

function placesOf({ repository: { evolve } }: CleanCopy): string {
  const names = evolve.map((place) => place.split('#').at(-1));
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and more` : names.join(', ');
}

function commandsOf(found: readonly Found[]): TrialCommands {
  const plansOf = (role: string) => found.map(planOf).filter(({ command }) => command.role === role);
  const prints = found.find(({ nature, wall }) => nature.prints && wall <= slow);
  return { checks: plansOf('check'), tests: plansOf('test'), results: prints && planOf(prints) };
}

/** The command as it is for candidates, but that what never ends is ended early, whatever limit a person allows. */
function planOf({ plan, nature: { milliseconds, ...nature } }: Found): RepositoryPlan {
  const limits = { ...plan.limits, milliseconds: Math.min(plan.limits.milliseconds, milliseconds) };
  return { ...plan, limits, command: { ...plan.command, ...nature }, tests: nature.tests };
}

async function tryAll(copy: CleanCopy, commands: TrialCommands, mutants: readonly Mutant[]): Promise<readonly Tried[]> {
  const end = performance.now() + enough;
  const tried: Tried[] = [];
  for (const { program, summary } of mutants) {
    if (performance.now() > end) break;
    const shown = await shownBy(copy, program, commands);
    if (shown !== 'unbuilt') tried.push({ summary, shown });
  }
  return tried;
}

function describe(tried: readonly Tried[], where: string, advice: string): string {
  const count = (shown: Shown) => tried.filter((one) => one.shown === shown).length;
  const missed = tried.filter(({ shown }) => shown === 'nothing').map(({ summary }) => summary);
  const printed = count('results') > 0 ? `, and what the benchmark prints shows ${count('results')} more` : '';
  const found = `The tests noticed ${count('tests')} of ${tried.length} deliberate errors in ${where}${printed}.`;
  if (missed.length === 0) return found;
  return (
    `${found} Nothing shows these: ${missed.slice(0, named).join('; ')}${missed.length > named ? '; …' : ''}. ` +
    `A search takes such errors for gains where they save time: ${advice}.`
  );
}

/** Only where its time is measured, other results of a benchmark are noticed. */
function adviceFor(found: readonly Found[]): string {
  const timed = found.filter(({ plan }) => plan.command.role === 'measure' && plan.command.read === undefined);
  const canPrint = timed.some(({ nature }) => !nature.prints);
  return canPrint ? 'add tests of its results, or print them in the benchmark' : 'add tests of its results';
}
