import { Bench } from 'tinybench';
import type { Drive, Load } from './realm/candidate.ts';
import type { Realm } from './realm.ts';

/** A program and the stage's drive in a realm of their own. */
export interface TimedSide extends Pick<Realm, 'inside'> {
  readonly load: Load;
  readonly drive: Drive;
}

export type Measured =
  | { readonly text: string }
  | { readonly failure: string; readonly side: 'candidate' | 'reference' };

/** Thrown when a side fails. */
class SideFailure extends Error {
  readonly failure: string;
  readonly side: 'candidate' | 'reference';
  constructor(failure: string, side: 'candidate' | 'reference') {
    super(failure);
    this.failure = failure;
    this.side = side;
  }
}

/**
 * Times both sides on one input, from outside their realms. Each side runs once a round, the candidate first in even
 * rounds and second in odd ones, so that drift of the machine affects both alike. `text` is the JSON of a
 * `TimedEvidence`.
 */
export function measureRounds(
  candidate: TimedSide,
  reference: TimedSide,
  input: string,
  rounds: number,
  reseed: (side: TimedSide) => void,
): Measured {
  const sides = { candidate, reference };
  const latencies = { candidate: [] as number[], reference: [] as number[] };
  const each = (what: (side: TimedSide) => string) => {
    for (const name of ['candidate', 'reference'] as const) check(what(sides[name]), name);
  };
  try {
    each((side) => {
      reseed(side);
      return side.inside.open(side.load, side.drive, input);
    });
    for (let round = 0; round < rounds; round++) {
      each((side) => side.inside.prepare(round));
      const order = round % 2 === 0 ? (['candidate', 'reference'] as const) : (['reference', 'candidate'] as const);
      const bench = new Bench({ iterations: 1, time: 0, warmup: false, retainSamples: true, throws: true });
      for (const name of order) {
        const { run } = sides[name].inside;
        bench.add(name, () => check(run(), name), { async: false });
      }
      bench.runSync();
      for (const name of order) latencies[name].push(latencyOf(bench, name));
      each((side) => side.inside.collect());
    }
  } catch (error) {
    if (error instanceof SideFailure) return { failure: error.failure, side: error.side };
    throw error;
  }
  reference.inside.evidence();
  return { text: `{"evidence":${candidate.inside.evidence()},${JSON.stringify(latencies).slice(1)}` };
}

function check(failure: string, side: 'candidate' | 'reference') {
  if (failure !== '') throw new SideFailure(failure, side);
}

function latencyOf(bench: Bench, name: string): number {
  const result = bench.getTask(name)?.result;
  if (result?.state !== 'completed') throw new Error(`tinybench did not measure ${name}: ${result?.state}`);
  return result.latency.samples![0]!;
}
