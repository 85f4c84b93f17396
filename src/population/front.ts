import type { Elite, Placement } from '../api/attempt.ts';
import { fitnessOf } from '../api/direction.ts';
import type { Metrics } from '../api/evaluator.ts';
import type { Objective } from '../api/problem.ts';
import { compareElites } from './archive.ts';

/** Beyond this many members a front loses those that are most alike. */
const capacity = 100;

/** A candidate's value for each objective, turned so that more is better; a missing value is minus infinity. */
export function objectiveValues(objectives: readonly Objective[], score: number, metrics: Metrics): readonly number[] {
  return objectives.map(({ name, direction }) => {
    const value = name === 'score' ? score : metrics[name];
    if (value === undefined || !Number.isFinite(value)) return Number.NEGATIVE_INFINITY;
    return fitnessOf(direction, value);
  });
}

/** Whether `a` dominates `b`: no objective is worse and one is better. Of equals, the smaller and older one wins. */
function beats(a: Elite, b: Elite): boolean {
  const [own, other] = [a.objectives ?? [], b.objectives ?? []];
  if (own.some((value, index) => value < other[index]!)) return false;
  return own.some((value, index) => value > other[index]!) || compareElites(a, b) < 0;
}

/** The Pareto front: elites that no other beats, the best score first. */
export function frontOf(elites: readonly Elite[]): readonly Elite[] {
  let front: Elite[] = [];
  for (const elite of elites)
    if (!front.some((member) => beats(member, elite)))
      front = [...front.filter((member) => !beats(elite, member)), elite];
  return front.sort(compareElites);
}

/** Each member's crowding distance (NSGA-II, Deb 2002): how far its neighbours are apart, summed over the objectives. */
function roomOf(members: readonly Elite[]): ReadonlyMap<Elite, number> {
  const room = new Map(members.map((member) => [member, 0]));
  for (const index of members[0]?.objectives?.keys() ?? []) {
    const value = ({ objectives }: Elite) => objectives![index]!;
    const sorted = [...members].sort((a, b) => value(a) - value(b) || compareElites(a, b));
    const range = value(sorted.at(-1)!) - value(sorted[0]!);
    for (const [place, member] of sorted.entries()) {
      const [before, after] = [sorted[place - 1], sorted[place + 1]];
      const gap = before && after ? (range > 0 ? (value(after) - value(before)) / range : 0) : Number.POSITIVE_INFINITY;
      room.set(member, room.get(member)! + gap);
    }
  }
  return room;
}

/** An archive for several objectives: all candidates that no other beats. Only an audit, or crowding, takes one away. */
export class Front {
  #members: readonly Elite[] = [];
  #parents: readonly Elite[] | undefined;

  place(elite: Elite): Placement {
    if (this.#members.some((member) => member.number === elite.number || beats(member, elite))) return 'rejected';
    const kept = this.#members.filter((member) => !beats(elite, member));
    const improved = kept.length < this.#members.length;
    this.#members = thinned([...kept, elite]).toSorted(compareElites);
    this.#parents = undefined;
    return improved ? 'improved' : this.#members.includes(elite) ? 'new' : 'rejected';
  }

  remove(number: number): void {
    this.#members = this.#members.filter((member) => member.number !== number);
    this.#parents = undefined;
  }

  /** All members, the best score first. */
  get ranked(): readonly Elite[] {
    return this.#members;
  }

  get best(): Elite | undefined {
    return this.#members[0];
  }

  /** All members as parents, the most isolated first: they are likelier. */
  get parents(): readonly Elite[] {
    this.#parents ??= byRoom(this.#members);
    return this.#parents;
  }
}

/** Removes the most crowded member, but never the best score, which is the champion. */
function thinned(members: readonly Elite[]): readonly Elite[] {
  if (members.length <= capacity) return members;
  const room = roomOf(members);
  const others = members.toSorted(compareElites).slice(1);
  const crowded = others.reduce((most, member) => (room.get(member)! <= room.get(most)! ? member : most));
  return members.filter((member) => member !== crowded);
}

function byRoom(members: readonly Elite[]): readonly Elite[] {
  const room = roomOf(members);
  // Both ends are infinite, and the difference of infinities is NaN.
  return members.toSorted((a, b) => {
    const [own, other] = [room.get(a)!, room.get(b)!];
    return own === other ? compareElites(a, b) : other - own;
  });
}
