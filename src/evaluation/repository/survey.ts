import type { LoadedProblem } from '../../api/problem.ts';
import type { CommandNature } from '../../api/store.ts';
import { formatNumber } from '../../format.ts';
import type { Jail } from '../jail/jail.ts';
import { copyOf } from './copies.ts';
import { countTests } from './count-tests.ts';
import { type Found, limitFor, type Place, timeOf, wallOf, writesOf, writingNotes } from './found.ts';
import { tryMutants } from './mutants.ts';
import { failureOf } from './outcome.ts';
import { planRepository, type RepositoryPlan } from './plan.ts';
import { printedBy } from './printed.ts';
import { type CommandEnd, runCommand } from './shell.ts';
import { expectSteady, refused } from './steady.ts';
import { surveyMeasure } from './survey-measure.ts';
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

/** Runs of a test, unless one takes longer than this, in milliseconds: then two. */
const [runs, long] = [3, 60_000];

/**
 * Runs all commands with the unchanged code. @throws {UsageError} where one fails, always or sometimes: no candidate could be
 * judged by it.
 */
export async function surveyRepository(problem: LoadedProblem, { jail, brief }: SurveyOptions): Promise<Survey> {
  const copy = await copyOf(problem, jail);
  const found = await copy.within(copy.clean, { heldBack: false }, async (checked) => {
    await copy.write(checked, copy.repository.plain(problem.initial.files));
    const all: Found[] = [];
    for (const plan of planRepository(problem)) all.push(await surveyCommand({ copy, checked, brief }, plan));
    return all;
  });
  const commands = Object.fromEntries(found.map(({ plan, nature }) => [plan.name, nature]));
  const notes = found.flatMap((one) => one.notes);
  if (brief) return { commands, notes };
  const ofSearch = found.filter(({ plan }) => !plan.heldBack);
  const ofTests = await tryMutants(copy, problem.initial, ofSearch);
  return { commands, notes: [...notes, ...ofTests, costText(ofSearch)] };
}

async function surveyCommand(place: Place, plan: RepositoryPlan): Promise<Found> {
  if (plan.command.role === 'check') return await surveyCheck(place, plan);
  return plan.command.role === 'test' ? await surveyTest(place, plan) : await surveyMeasure(place, plan);
}

async function surveyCheck({ copy, checked }: Place, plan: RepositoryPlan): Promise<Found> {
  const ended = await runCommand(copy, checked, plan);
  const failed = failureOf(ended, plan, copy.repository.root);
  if (failed) throw refused(failed);
  const wall = wallOf(ended);
  return { plan, nature: { milliseconds: limitFor([timeOf(ended)]) }, wall, cost: wall, notes: [] };
}

async function surveyTest({ copy, checked, brief }: Place, plan: RepositoryPlan): Promise<Found> {
  const all: CommandEnd[] = [];
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
  const wall = wallOf(all[0]!);
  return { plan, nature, wall, cost: wall, notes: writingNotes(plan, written) };
}

function costText(found: readonly Found[]): string {
  const total = found.reduce((sum, { cost }) => sum + cost, 0);
  const hourly = Math.floor(3_600_000 / Math.max(1, total));
  return `A candidate that passes takes about ${formatNumber(Math.ceil(total / 100) / 10)} s: ${hourly} an hour, as one is measured at a time.`;
}
