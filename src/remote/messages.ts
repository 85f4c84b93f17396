import { z } from 'zod';
import type { Evaluation, Failure } from '../api/evaluation.ts';
import type { Evaluator } from '../api/evaluator.ts';
import type { Passed } from '../evaluation/cascade.ts';

/** What goes over the queue. Both sides read it as a stranger's: whoever has the server's password can write it. */

const finite = z.number();
const name = z.string().max(200);
const milliseconds = finite.nonnegative();
const metrics = z.record(name, finite);

const nature = z.strictObject({
  split: z.boolean(),
  repeats: z.enum(['always', 'with the seed', 'never']),
  thresholds: z.boolean(),
  milliseconds: milliseconds.exactOptional(),
});

const commandNature = z.strictObject({
  milliseconds,
  tests: z.number().exactOptional(),
  writes: z.array(z.string()).readonly().exactOptional(),
  wall: z.literal(true).exactOptional(),
  prints: z.literal(true).exactOptional(),
});

/** What a run fixes for all of its evaluations. */
const terms = z.strictObject({
  seed: z.number().int(),
  /** What the initial program must get, as `agreementOf` says it. */
  initial: z.string().max(10_000),
  /** Whether a jail of the operating system must be around candidates. */
  jailed: z.boolean(),
  nature: nature.exactOptional(),
  commands: z.record(name, commandNature).exactOptional(),
});

const failures = [
  ...['wrong', 'threw', 'build-failed', 'timed-out', 'stalled', 'out-of-fuel', 'out-of-memory', 'crashed'],
  ...['too-large', 'missed-threshold', 'evaluator-error'],
] as readonly Failure[];

const report = z.strictObject({ name, score: finite, metrics, milliseconds, mostOperations: finite.exactOptional() });
const artifacts = z.record(name, z.string().max(11_000));

const passed = z.strictObject({ stage: name, report, feedback: z.string(), artifacts: artifacts.optional() });

/** One program, and the part of the cascade that is left. */
const job = z.strictObject({
  terms,
  /** The entry first: the order counts. */
  files: z.array(z.tuple([z.string(), z.string()])),
  /** What the run's own machine found in the stages before. */
  passed: z.array(passed).readonly(),
});

export type Terms = z.infer<typeof terms>;
export type Job = z.infer<typeof job>;

export function readJob(value: unknown): Job {
  return job.parse(value);
}

const common = { stages: z.array(report).readonly(), feedback: z.string(), artifacts: artifacts.exactOptional() };

const answer = z.strictObject({
  /** The machine's name, and which of its workers it is. */
  machine: z.string().regex(/^[\w.-]{1,100}#[\w-]{1,40}$/),
  /** Layers of its sandbox. */
  layers: z.array(name).readonly(),
  /** Processor, architecture and version of Node: times of machines of one kind may be compared. */
  kind: z.string().max(300),
  evaluation: z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('scored'), score: finite, metrics, ...common }),
    z.strictObject({ status: z.literal('failed'), stage: name, reason: z.enum(failures), ...common }),
  ]),
});

export type Answer = z.infer<typeof answer>;

/** Longest answer, in characters of JSON. */
const longest = 1 << 20;

/** An answer of a worker about a program that has passed some stages, or why it is none. */
export function readAnswer(value: unknown, { stages }: Evaluator, before: readonly Passed[] = []): Answer | string {
  if ((JSON.stringify(value)?.length ?? 0) > longest) return `it is longer than ${longest} characters`;
  const read = answer.safeParse(value);
  if (!read.success) return `${read.error.issues[0]!.path.join('.')}: ${read.error.issues[0]!.message}`;
  const searched = stages.filter(({ heldBack }) => !heldBack).map((stage) => stage.name);
  const { evaluation } = read.data;
  return stageFault(searched, evaluation) ?? passedFault(before, evaluation) ?? read.data;
}

/** Says which of the stages that were passed before has another score. */
function passedFault(before: readonly Passed[], { stages }: Evaluation): string | undefined {
  const changed = before.find(({ report }, index) => stages[index]?.score !== report.score);
  return changed && `its score of stage ${changed.stage} is not the one that the run found`;
}

/** Says why the stages of an evaluation cannot be those of the problem. */
function stageFault(searched: readonly string[], evaluation: Evaluation): string | undefined {
  const passed = evaluation.stages.map((stage) => stage.name);
  const reached = evaluation.status === 'failed' ? [...passed, evaluation.stage] : passed;
  const expected = evaluation.status === 'failed' ? searched.slice(0, reached.length) : searched;
  const isSame = JSON.stringify(reached) === JSON.stringify(expected);
  // `combine` fails after the last stage, and in its name.
  const isCombined =
    evaluation.status === 'failed' && passed.length === searched.length && passed.at(-1) === evaluation.stage;
  return isSame || isCombined ? undefined : `its stages are ${reached.join(', ')}`.slice(0, 300);
}
