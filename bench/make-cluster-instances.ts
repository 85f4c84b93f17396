/**
 * Makes the instances of cluster scheduling. They are shipped as data, because logarithms differ between engines:
 *   node bench/make-cluster-instances.ts > evaluators/data/cluster-scheduling.json
 * There are four shapes of machines and nine classes of jobs, from many small short jobs to a few that fill a third of a
 * machine or more, some demanding processors and some memory. They arrive at random with random lifetimes, like traces of
 * data centres (Verma et al., Large-scale cluster management at Google with Borg, 2015), at the stated load.
 */
import { words } from '../evaluators/kit/rng.ts';

const next = words(20261122);
const unit = () => next() / 2 ** 32;
const between = (low: number, high: number) => low + Math.floor(unit() * (high - low + 1));
/** A whole number from 1, exponentially distributed with the given mean. */
const lifetime = (mean: number) => Math.max(1, Math.round(-mean * Math.log(1 - unit())));

/** Processors and memory of the shapes: balanced, large, without and with much memory. */
const shapes = [
  [64, 64],
  [96, 96],
  [64, 32],
  [48, 96],
] as const;

/** Number among 100 jobs, least and most processors and memory, mean lifetime in ticks. */
const classes = [
  [26, [1, 4], [1, 4], 960],
  [18, [2, 8], [2, 8], 2400],
  [14, [6, 12], [2, 5], 2400],
  [14, [2, 5], [6, 12], 2400],
  [9, [10, 16], [8, 16], 2400],
  [7, [14, 20], [4, 8], 2400],
  [7, [4, 8], [14, 20], 2400],
  [4, [20, 28], [16, 24], 2400],
  [1, [24, 32], [24, 32], 3200],
] as const;

function drawJob(): [cpu: number, memory: number, duration: number] {
  let rest = unit() * 100;
  const [, cpu, memory, mean] = classes.find(([share]) => {
    rest -= share;
    return rest < 0;
  })!;
  return [between(cpu[0], cpu[1]), between(memory[0], memory[1]), lifetime(mean)];
}

/** Jobs are [ticks since the last, lifetime, processors, memory]. */
function cluster(machinesPerShape: number, length: number, load: number) {
  const machines = shapes.flatMap((shape) => Array.from({ length: machinesPerShape }, () => shape));
  const drawn = Array.from({ length }, drawJob);
  const total = (values: readonly (readonly number[])[], of: (value: readonly number[]) => number) =>
    values.reduce((sum, value) => sum + of(value), 0);
  const needed = [0, 1].map(
    (kind) => total(drawn, (job) => job[kind]! * job[2]!) / total(machines, (machine) => machine[kind]!),
  );
  const ticks = Math.max(...needed) / load / length;
  const jobs = drawn.map(([cpu, memory, duration]) => [
    Math.round(-ticks * Math.log(1 - unit())),
    duration,
    cpu,
    memory,
  ]);
  return { machines, jobs };
}

const several = <T>(count: number, make: () => T) => Array.from({ length: count }, make);
const data = {
  glance: several(1, () => cluster(5, 800, 0.88)),
  search: several(4, () => cluster(10, 3000, 0.88)),
  heldBack: several(4, () => cluster(12, 6000, 0.88)),
};
console.log(JSON.stringify(data));
