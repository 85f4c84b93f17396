import { setImmediate } from 'node:timers/promises';
import { refuse } from '../../api/attempt.ts';
import type { Program } from '../../api/program.ts';
import type { Proposal, Proposer, Trials } from '../../api/proposer.ts';
import { faultOf } from '../../language/edit.ts';
import { readAhead } from '../../language/read-ahead.ts';
import { areApart, type Cut, cutOut } from './cut.ts';
import { partCuts, statementCuts } from './cuts.ts';
import { describeCuts } from './describe-cuts.ts';
import { limited } from './limited.ts';

/** Trials of one attempt. */
const budget = 400;

/**
 * Leaves out what the score does not need: first statements, in ever smaller groups (delta debugging: Zeller and
 * Hildebrandt 2002), then parts of what is left, down to the digits of its numbers. The child's score is no worse.
 */
export const simplify: Proposer = {
  name: 'simplify',
  propose({ parent, replayData: recorded, trials }) {
    if (statementCuts(parent.program).length === 0)
      return refuse('no-site', 'the program has no statements to leave out');
    const propose = (rounds: readonly (readonly Cut[])[]): Proposal => {
      const replayData = JSON.stringify(rounds);
      if (rounds.length === 0) return { ...refuse('unchanged', 'everything is needed for the score'), replayData };
      const { files } = rounds.reduce(cutOut, parent.program);
      return { status: 'proposed', files, summary: describeCuts(parent.program, rounds), replayData };
    };
    if (recorded !== undefined) return propose(JSON.parse(recorded));
    if (!trials) return refuse('no-answer', 'there is nothing to evaluate programs with');
    return async () => propose(await simplified(parent.program, parent.fitness, limited(trials, budget)));
  },
};

/** The cuts that cost no fitness, round by round; each round cuts the program that the round before left. */
async function simplified(initial: Program, fitness: number, trials: Trials): Promise<readonly (readonly Cut[])[]> {
  const rounds: (readonly Cut[])[] = [];
  let program = initial;
  let least = fitness;
  const cutBy = async (groups: readonly (readonly Cut[])[]): Promise<boolean> => {
    const found = await harmless(program, groups, least, trials);
    if (!found) return false;
    rounds.push(found.cuts);
    least = found.fitness;
    program = cutOut(program, found.cuts);
    return true;
  };
  const statements = async () => await readAhead(() => statementCuts(program));
  const parts = async () => await readAhead(() => partCuts(program));
  for (let size = (await statements()).length >> 1; size >= 1; )
    if (!(await cutBy(groupsOf(await statements(), size)))) size >>= 1;
  while (await cutBy([...(await statements()), ...(await parts())].map((one) => [one])));
  return rounds;
}

/** Neighbours in groups of one size; a cut inside another of its group is dropped. */
function groupsOf(cuts: readonly Cut[], size: number): readonly (readonly Cut[])[] {
  const groups = Array.from({ length: Math.ceil(cuts.length / size) }, (_, i) => cuts.slice(size * i, size * (i + 1)));
  return groups.map(apart);
}

function apart(cuts: readonly Cut[]): readonly Cut[] {
  const kept: Cut[] = [];
  for (const one of cuts) if (kept.every((other) => areApart(one, other))) kept.push(one);
  return kept;
}

/** As many groups as can be cut at once without losing fitness, with the fitness then; undefined where there are none. */
async function harmless(
  program: Program,
  groups: readonly (readonly Cut[])[],
  least: number,
  trials: Trials,
): Promise<{ readonly cuts: readonly Cut[]; readonly fitness: number } | undefined> {
  const sound = await soundGroups(program, groups, trials.left);
  const found = await trials.evaluate(sound.map((group) => cutOut(program, group)));
  const [first, ...others] = sound
    .map((cuts, index) => ({ cuts, fitness: found[index] as number }))
    .filter(({ fitness }) => fitness >= least)
    .sort((a, b) => savedBy(b.cuts) - savedBy(a.cuts));
  if (!first) return undefined;
  const all = apart([first, ...others].flatMap(({ cuts }) => cuts));
  if (!(await isSound(program, all))) return first;
  const [together] = await trials.evaluate([cutOut(program, all)]);
  return (together as number) >= least ? { cuts: all, fitness: together as number } : first;
}

/** The first groups, at most so many, without which the program still loads. Lets other work go on meanwhile. */
async function soundGroups(
  program: Program,
  groups: readonly (readonly Cut[])[],
  most: number,
): Promise<readonly (readonly Cut[])[]> {
  const sound: (readonly Cut[])[] = [];
  for (const group of groups) {
    if (sound.length >= most) break;
    if (await isSound(program, group)) sound.push(group);
    await setImmediate();
  }
  return sound;
}

/** Whether a program still loads without a group. */
async function isSound(program: Program, group: readonly Cut[]): Promise<boolean> {
  return await readAhead(() => faultOf(program, cutOut(program, group)) === undefined);
}

function savedBy(group: readonly Cut[]): number {
  return group.reduce((sum, { start, end, text }) => sum + end - start - text.length, 0);
}
