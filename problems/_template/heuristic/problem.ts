import { defineEvaluator, defineProblem, defineStage, type Exports, type ScoreResult, type Stage } from 'germline';
import { checkLowerBound } from 'germline/kit/bound';
import { judge, readAssignment, WrongEvidence } from 'germline/kit/evidence';
import { words } from 'germline/kit/rng';

interface Instance {
  readonly jobs: readonly number[];
  readonly speeds: readonly number[];
}

/** Jobs of 1 to 100, some long, and machines of speeds 1 to 4. Seeded, so the same on every computer. */
function makeInstances(seed: number, count: number, length: number): Instance[] {
  const next = words(seed);
  const job = () => 1 + (next() % (next() % 5 === 0 ? 100 : 25));
  return Array.from({ length: count }, () => ({
    jobs: Array.from({ length }, job),
    speeds: Array.from({ length: 3 + (next() % 4) }, () => 1 + (next() % 4)),
  }));
}

/**
 * Runs inside the sandbox, as text: it may use its two arguments and the language, but nothing else of this file. Each
 * job goes at once to the machine of least cost, the first of equal ones; the evidence is the machine of each job.
 */
function assign(candidate: Exports, { jobs, speeds }: Instance): unknown {
  const loads = speeds.map(() => 0);
  return jobs.map((job) => {
    let best = -1;
    let least = 0;
    for (let machine = 0; machine < speeds.length; machine++) {
      const value = candidate.cost(job, loads[machine], speeds[machine]);
      if (typeof value !== 'number' || Number.isNaN(value)) return null;
      if (best >= 0 && value >= least) continue;
      best = machine;
      least = value;
    }
    loads[best]! += job;
    return best;
  });
}

/** Percent by which the last machine ends later than a lower bound for all schedules. */
function excess({ jobs, speeds }: Instance, evidence: unknown): number {
  if (Array.isArray(evidence) && evidence.includes(null)) throw new WrongEvidence('cost must return a number, not NaN');
  const places = readAssignment(evidence, jobs.length, speeds.length, 'the assignment');
  const loads = speeds.map(() => 0);
  for (const [index, place] of places.entries()) loads[place]! += jobs[index]!;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const bound = Math.max(sum(jobs) / sum(speeds), Math.max(...jobs) / Math.max(...speeds));
  return 100 * (Math.max(...loads.map((load, machine) => load / speeds[machine]!)) / bound - 1);
}

function scoreAll(evidence: readonly unknown[], instances: readonly Instance[]): ScoreResult {
  return judge(() => {
    const each = instances.map((instance, index) => excess(instance, evidence[index]));
    const mean = each.reduce((sum, value) => sum + value, 0) / each.length;
    checkLowerBound(mean, -1e-9, 'no schedule ends before the bound'); // rounding of the quotients
    const worst = each.indexOf(Math.max(...each));
    return {
      score: mean,
      metrics: { worst: each[worst]! },
      feedback: `${mean.toFixed(3)} % longer than the bound; the worst is instance ${worst} with ${each[worst]!.toFixed(3)} %.`,
    };
  });
}

const stage = (name: string, inputs: NonNullable<Stage<Instance>['inputs']>) =>
  defineStage<Instance, unknown>({
    name,
    inputs,
    drive: assign,
    score: scoreAll,
    limits: { milliseconds: 500, megabytes: 64, evidenceCharacters: 50_000 },
  });

export default defineProblem({
  name: 'PROBLEM-NAME',
  statement: `
Jobs arrive one by one, and each must go to one of a few machines of different speeds at once: to the one of least cost. Write
the cost so that the last machine ends early. The score is the mean excess over a lower bound, in percent; lower is better.
`,
  evaluator: defineEvaluator({
    name: 'PROBLEM-NAME',
    interface:
      'export function cost(job: number, load: number, speed: number): number, the cost of giving a job to a machine with this ' +
      'load and speed; the least wins.',
    stages: [
      // A few short instances first: a program that is bad there goes no further.
      { ...stage('glance', makeInstances(1, 4, 30)), threshold: 400 },
      // The search sees these; another seed has other instances, which the audit of winners uses.
      stage('search', (seed) => makeInstances(seed * 1000 + 2, 60, 80)),
      // Only audits run these, and refute a winner that is worse here than the initial program.
      { ...stage('held-back', makeInstances(3, 60, 150)), heldBack: true },
    ],
  }),
  direction: 'min',
});
