import { defineEvaluator, defineStage, type Evaluator, type Exports, type ScoreResult } from 'germline';
import data from './data/cluster-scheduling.json' with { type: 'json' };
import { checkLowerBound } from './kit/bound.ts';
import { judge, readWholes, WrongEvidence } from './kit/evidence.ts';
import { ink, light, line, picture, warm } from './kit/picture.ts';

/**
 * Machines are [processors, memory]; jobs, in order of arrival, [ticks since the last one, lifetime, processors,
 * memory].
 */
interface Cluster {
  readonly machines: readonly (readonly number[])[];
  readonly jobs: readonly (readonly number[])[];
}

/**
 * Lets jobs arrive and leave. Each job goes at once to the machine with the highest priority among those with room, the
 * first of equal ones; if none has room, it is turned away. The evidence is each job's machine, -1 for none.
 */
function schedule(candidate: Exports, { machines, jobs }: Cluster): unknown {
  const free = machines.map(([cpu, memory]) => [cpu!, memory!] as [number, number]);
  const leaving = new Map<number, number[]>();
  const places: number[] = [];
  let now = 0;
  for (let index = 0; index < jobs.length; index++) {
    const [wait, lifetime, cpu, memory] = jobs[index] as [number, number, number, number];
    for (const then = now + wait; now < then; ) {
      now++;
      for (const gone of leaving.get(now) ?? []) {
        const room = free[places[gone]!]!;
        room[0] += jobs[gone]![2]!;
        room[1] += jobs[gone]![3]!;
      }
      leaving.delete(now);
    }
    let best = -1;
    let highest = 0;
    for (let machine = 0; machine < machines.length; machine++) {
      const [freeCpu, freeMemory] = free[machine]!;
      if (freeCpu < cpu || freeMemory < memory) continue;
      const [allCpu, allMemory] = machines[machine] as [number, number];
      const value: unknown = candidate.priority(cpu, memory, freeCpu, freeMemory, allCpu, allMemory);
      if (typeof value !== 'number' || Number.isNaN(value))
        return { cpu, memory, freeCpu, freeMemory, priority: String(value) };
      if (best < 0 || value > highest) {
        best = machine;
        highest = value;
      }
    }
    places.push(best);
    if (best < 0) continue;
    const room = free[best]!;
    room[0] -= cpu;
    room[1] -= memory;
    const end = now + lifetime;
    leaving.set(end, [...(leaving.get(end) ?? []), index]);
  }
  return places;
}

/** Processors (dark) and memory (light) in use over time in the first cluster, and below it the jobs turned away. */
function schedulePicture(places: readonly number[], { machines, jobs }: Cluster): string {
  let now = 0;
  const starts = jobs.map(([wait]) => {
    now += wait!;
    return now;
  });
  const x = (time: number) => 10 + (460 * time) / now;
  const curve = (kind: 2 | 3, colour: string) => {
    const all = machines.reduce((sum, machine) => sum + machine[kind - 2]!, 0);
    const used = Array.from({ length: 231 }, (_, i) => {
      const time = (now * i) / 230;
      const on = jobs.filter((job, j) => places[j]! >= 0 && starts[j]! <= time && time < starts[j]! + job[1]!);
      return on.reduce((sum, job) => sum + job[kind]!, 0) / all;
    });
    const y = (share: number) => 210 - 200 * share;
    return used.slice(1).map((share, i) => line([10 + 2 * i, y(used[i]!)], [12 + 2 * i, y(share)], colour, 1.5));
  };
  const lost = jobs.flatMap((job, j) =>
    places[j]! < 0 ? [line([x(starts[j]!), 240], [x(starts[j]!), 240 - (job[2]! + job[3]!) / 3], warm)] : [],
  );
  const frame = [10, 210].map((y) => line([10, y], [470, y], '#ddd'));
  return picture(480, 250, [...frame, ...curve(3, light), ...curve(2, ink), ...lost]);
}

/** Work as ticks times processors and ticks times memory. */
interface Work {
  readonly offered: readonly [cpu: number, memory: number];
  readonly lost: readonly [cpu: number, memory: number];
}

/** The machines' free processors and memory while jobs arrive and leave. */
class Rooms {
  readonly free: number[][];
  readonly #leaving = new Map<number, { machine: number; cpu: number; memory: number }[]>();
  #now = 0;

  constructor(machines: Cluster['machines']) {
    this.free = machines.map((machine) => [...machine]);
  }

  wait(ticks: number): void {
    for (const then = this.#now + ticks; this.#now < then; ) {
      this.#now++;
      for (const { machine, cpu, memory } of this.#leaving.get(this.#now) ?? []) this.#take(machine, -cpu, -memory);
      this.#leaving.delete(this.#now);
    }
  }

  fits(machine: number, cpu: number, memory: number): boolean {
    return this.free[machine]![0]! >= cpu && this.free[machine]![1]! >= memory;
  }

  place(machine: number, [, lifetime, cpu, memory]: readonly number[]): void {
    const end = this.#now + lifetime!;
    this.#take(machine, cpu!, memory!);
    this.#leaving.set(end, [...(this.#leaving.get(end) ?? []), { machine, cpu: cpu!, memory: memory! }]);
  }

  #take(machine: number, cpu: number, memory: number): void {
    this.free[machine]![0]! -= cpu;
    this.free[machine]![1]! -= memory;
  }
}

/**
 * Replays a schedule: no machine may hold more than it has, and no job may be turned away while a machine has room, so
 * that refusing a job that is hard to place gains nothing.
 */
function replay({ machines, jobs }: Cluster, evidence: unknown, what: string): Work {
  const places = readWholes(evidence, jobs.length, [-1, machines.length - 1], what);
  const rooms = new Rooms(machines);
  const offered: [number, number] = [0, 0];
  const lost: [number, number] = [0, 0];
  for (const [index, job] of jobs.entries()) {
    const [wait, lifetime, cpu, memory] = job as [number, number, number, number];
    const place = places[index]!;
    rooms.wait(wait);
    offered[0] += cpu * lifetime;
    offered[1] += memory * lifetime;
    if (place >= 0) {
      if (!rooms.fits(place, cpu, memory))
        throw new WrongEvidence(`${what}: machine ${place} has no room for job ${index}`);
      rooms.place(place, job);
      continue;
    }
    const spare = machines.findIndex((_, machine) => rooms.fits(machine, cpu, memory));
    if (spare >= 0) throw new WrongEvidence(`${what}: job ${index} was turned away though machine ${spare} had room`);
    lost[0] += cpu * lifetime;
    lost[1] += memory * lifetime;
  }
  return { offered, lost };
}

function scoreSchedules(evidence: readonly unknown[], clusters: readonly Cluster[]): ScoreResult {
  const refused = evidence.find((item) => typeof item === 'object' && item !== null && 'priority' in item);
  if (refused)
    return { wrong: `priority returned something other than a number: ${JSON.stringify(refused).slice(0, 200)}` };
  return judge(() => {
    const works = clusters.map((cluster, index) => replay(cluster, evidence[index], `schedule ${index}`));
    const share = (kind: 0 | 1) => {
      const sum = (of: (work: Work) => number) => works.reduce((total, work) => total + of(work), 0);
      return (100 * sum(({ lost }) => lost[kind])) / sum(({ offered }) => offered[kind]);
    };
    const [cpu, memory] = [share(0), share(1)];
    checkLowerBound((cpu + memory) / 2, 0, 'no work is lost');
    return {
      score: (cpu + memory) / 2,
      metrics: { lost_cpu: cpu, lost_memory: memory },
      feedback: `${cpu.toFixed(3)} % of the processor work and ${memory.toFixed(3)} % of the memory work offered was turned away.`,
    };
  });
}

/** Most calls of the priority: one for each pair of job and machine. */
const calls = (clusters: readonly Cluster[]) =>
  clusters.reduce((sum, { machines, jobs }) => sum + machines.length * jobs.length, 0);

/** Milliseconds: a second for the search, and in proportion for the other stages. */
const timeFor = (clusters: readonly Cluster[]) =>
  Math.max(200, Math.ceil((1000 * calls(clusters)) / calls(data.search)));

/**
 * Placing jobs on the machines of a data centre as they arrive: vector bin packing with departures. Score (lower is
 * better): the work turned away, in percent of the work offered; processors and memory count alike.
 */
export function clusterScheduling(): Evaluator {
  const stage = (name: string, clusters: readonly Cluster[]) =>
    defineStage<Cluster, unknown>({
      name,
      inputs: clusters,
      drive: schedule,
      score: scoreSchedules,
      picture: ([places], [cluster]) => schedulePicture(places as number[], cluster!),
      limits: { milliseconds: timeFor(clusters), megabytes: 64, evidenceCharacters: 200_000 },
    });
  return defineEvaluator({
    name: 'cluster-scheduling',
    interface:
      'export function priority(cpu: number, memory: number, freeCpu: number, freeMemory: number, allCpu: number, allMemory: number): ' +
      'number, a pure function: how suitable a machine is for a job that needs cpu and memory. The machine has freeCpu and freeMemory ' +
      'left (at least what the job needs) of allCpu and allMemory. The highest value wins.',
    stages: [
      { ...stage('glance', data.glance), threshold: 40 },
      stage('search', data.search),
      { ...stage('held-back', data.heldBack), heldBack: true },
    ],
  });
}
