import { defineEvaluator, defineStage, type Evaluator, type ScoreResult } from 'germline';
import data from './data/online-bin-packing.json' with { type: 'json' };
import { checkLowerBound } from './kit/bound.ts';
import { judge, readList, readWhole, WrongEvidence } from './kit/evidence.ts';
import { bar, ink, light, picture, warm } from './kit/picture.ts';

/** The distribution of the items' sizes; see bench/make-bin-packing-instances.ts. */
type Family = 'weibull' | 'uniform';

/** Items arrive one by one and each must go into a bin at once. Sizes and capacity are whole numbers. */
interface Instance {
  readonly capacity: number;
  readonly items: readonly number[];
}

/**
 * Packs an instance by the candidate's priorities. The evidence is, for each item, the room left in its bin before the
 * item went in: bins with the same room are alike, so this describes the whole packing. Of equal priorities the fullest
 * bin wins; one empty bin is always available. A priority depends on its arguments alone, so it is asked once for each
 * pair of item and room.
 */
function pack(candidate: { priority?: unknown }, { capacity, items }: Instance): unknown {
  const priority = candidate.priority as (item: number, room: number, capacity: number) => unknown;
  const width = capacity + 1;
  const asked = new Float64Array(width * width);
  const known = new Uint8Array(width * width);
  const open = new Int32Array(width);
  const chosen: number[] = [];
  for (const item of items) {
    let best = -1;
    let highest = 0;
    for (let room = item; room <= capacity; room++) {
      if (room < capacity && open[room] === 0) continue;
      const place = item * width + room;
      if (known[place] === 0) {
        const value = priority(item, room, capacity);
        if (typeof value !== 'number' || Number.isNaN(value))
          return { item, room, priority: String(value).slice(0, 60) };
        asked[place] = value;
        known[place] = 1;
      }
      const value = asked[place] as number;
      if (best < 0 || value > highest) {
        best = room;
        highest = value;
      }
    }
    if (best < capacity) open[best] = (open[best] as number) - 1;
    open[best - item] = (open[best - item] as number) + 1;
    chosen.push(best);
  }
  return chosen;
}

/** Counts the bins of a packing. Checks that every item went into an existing bin with room for it. */
export function countBins({ capacity, items }: Instance, evidence: unknown, what: string): number {
  const rooms = readList(evidence, items.length, what);
  const open = new Int32Array(capacity + 1);
  let bins = 0;
  for (const [index, item] of items.entries()) {
    const room = readWhole(rooms[index], item, capacity, `the room for item ${index} of ${what}`);
    if (room === capacity) bins++;
    else if (open[room] === 0) throw new WrongEvidence(`${what}: no bin has ${room} left for item ${index}`);
    else open[room] = (open[room] as number) - 1;
    if (room - item > 0) open[room - item] = (open[room - item] as number) + 1;
  }
  return bins;
}

/**
 * The first bins of the first instance, in the order in which they were opened: items dark and light in turn, gaps
 * warm.
 */
function binsPicture({ capacity, items }: Instance, rooms: readonly number[]): string {
  const bins: number[][] = [];
  const open = new Map<number, number[]>();
  for (const [index, item] of items.entries()) {
    const room = rooms[index]!;
    const bin = room === capacity ? bins.push([]) - 1 : open.get(room)!.shift()!;
    bins[bin]!.push(item);
    open.set(room - item, [...(open.get(room - item) ?? []), bin]);
  }
  const shown = bins.slice(0, 120);
  const width = 600 / shown.length;
  const y = (level: number) => 10 + 200 * (1 - level / capacity);
  const bars = shown.flatMap((bin, index) => {
    const x = 10 + width * index;
    let level = 0;
    const stack = bin.map((item, i) => {
      level += item;
      return bar([x, y(level)], [width, (200 * item) / capacity], i % 2 === 0 ? ink : light);
    });
    return level < capacity ? [...stack, bar([x, 10], [width, y(level) - 10], warm)] : stack;
  });
  return picture(620, 220, bars);
}

/** Bins beyond the bound ceil(sum / capacity), in percent of the bound, over all instances together. */
function excess(instances: readonly Instance[], evidence: readonly unknown[]): number {
  let [bins, bound] = [0, 0];
  for (const [index, instance] of instances.entries()) {
    const sum = instance.items.reduce((total, item) => total + item, 0);
    bins += countBins(instance, evidence[index], `instance ${index}`);
    bound += Math.ceil(sum / instance.capacity);
  }
  return (100 * (bins - bound)) / bound;
}

function scorePackings(evidence: readonly unknown[], instances: readonly Instance[]): ScoreResult {
  for (const item of evidence) {
    if (typeof item !== 'object' || item === null || !('priority' in item)) continue;
    return { wrong: `priority returned something other than a number: ${JSON.stringify(item)}` };
  }
  return judge(() => {
    const percent = excess(instances, evidence);
    checkLowerBound(percent, 0, 'no bin holds more than its capacity');
    return {
      score: percent,
      feedback: `${percent.toFixed(3)} % more bins than the lower bound (best fit is near 4 to 5 %).`,
    };
  });
}

/** The statement of a family's problem; `instances` describes the items. */
export function binPackingStatement(instances: string): string {
  return `
Items arrive one by one, and each must go into a bin at once, before the next one is known. Write the priority by which an
item chooses among the bins with room for it, so that few bins are used.

priority(item, room, capacity) is called for every open bin with room >= item, and for one empty bin (room = capacity). The
bin with the highest priority gets the item, the fullest of equal ones. It must be a pure function of its arguments.

${instances} The score is the number of bins beyond the lower bound (sum of sizes / capacity), in percent; lower is better.
A good idea from the literature: avoid leaving small gaps that no later item fits.
`;
}

/**
 * Online bin packing by a priority for each item and bin, after FunSearch (Romera-Paredes et al., Nature 2024). Score
 * (lower is better): the excess over the L1 bound, in percent, as a ratio of sums over the instances of one family.
 */
export function onlineBinPacking({ family }: { readonly family: Family }): Evaluator {
  const { glance, search, heldBack } = data[family];
  const count = (instances: readonly Instance[]) => instances.reduce((sum, { items }) => sum + items.length, 0);
  // Half a second for the search, and in proportion for the other stages.
  const timeFor = (instances: readonly Instance[]) =>
    Math.max(200, Math.ceil((500 * count(instances)) / count(search)));
  const stage = (name: string, instances: readonly Instance[]) =>
    defineStage<Instance, unknown>({
      name,
      inputs: instances,
      drive: pack,
      score: scorePackings,
      picture: ([rooms], [instance]) => binsPicture(instance!, rooms as number[]),
      limits: { milliseconds: timeFor(instances), megabytes: 64, evidenceCharacters: 400_000 },
    });
  return defineEvaluator({
    name: `online-bin-packing-${family}`,
    interface:
      'export function priority(item: number, room: number, capacity: number): number, a pure function: how suitable a bin ' +
      'with this room left is for the item (room >= item; room = capacity for the empty bin). The highest value wins.',
    stages: [
      { ...stage('glance', glance), threshold: 20 },
      stage('search', search),
      { ...stage('held-back', heldBack), heldBack: true },
    ],
  });
}
