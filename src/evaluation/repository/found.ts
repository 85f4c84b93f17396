import type { CommandNature } from '../../api/store.ts';
import type { Ended } from '../native/overseen-jail.ts';
import type { CleanCopy, Space } from './clean-copy.ts';
import type { Measured } from './gauge.ts';
import type { RepositoryPlan } from './plan.ts';

/** Where the commands of the unchanged code run. */
export interface Place {
  readonly copy: CleanCopy;
  /** The space in which checks have run. */
  readonly checked: Space;
  readonly brief: boolean;
}

/** What one of them showed, with times in milliseconds. */
export interface Found {
  readonly plan: RepositoryPlan;
  readonly nature: CommandNature;
  /** What one run takes by the clock. */
  readonly wall: number;
  /** What the runs of a candidate take together. */
  readonly cost: number;
  /** What a person should know, in words. */
  readonly notes: readonly string[];
}

/** A command may take so many times the CPU time that it takes with the unchanged code, or as long, in milliseconds: many changes never end. */
const [room, leastTime] = [5, 3000];

/** What a run took, in milliseconds. */
type Time = Pick<Measured, 'cpuMilliseconds' | 'wallMilliseconds'>;

export const timeOf = ({ report }: Ended): Time => report ?? { cpuMilliseconds: 0, wallMilliseconds: 0 };
export const wallOf = (ended: Ended) => timeOf(ended).wallMilliseconds;

/** What mostly waits gets what it takes by a clock of the wall, as the limit of that is several times as long. */
export function limitFor(all: readonly Time[]): number {
  const cpu = Math.max(...all.map(({ cpuMilliseconds }) => cpuMilliseconds));
  const wall = Math.max(...all.map(({ wallMilliseconds }) => wallMilliseconds));
  return Math.ceil(Math.max(leastTime, room * cpu, wall));
}

export const writesOf = (written: ReadonlySet<string>) => (written.size > 0 ? { writes: [...written].sort() } : {});

export function writingNotes({ words }: RepositoryPlan, written: ReadonlySet<string>): readonly string[] {
  if (written.size === 0) return [];
  const some = [...written].sort().slice(0, 3).join(', ');
  return [
    `${words.join(' ')} changes files under version control, such as ${some}: only in copies, and candidates may, too.`,
  ];
}
