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
  /** What the initial program must get, as `agreementOf` says it; absent where the run does not know it yet. */
  initial: z.string().max(10_000).exactOptional(),
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

const index = z.number().int().nonnegative();

/** What is wanted in place of an evaluation, where the run's own machine cannot do it. */
const task = z.discriminatedUnion('kind', [
  /** The score of one stage alone. */
  z.strictObject({ kind: z.literal('glance'), stage: index }),
  /** One repetition of an audit. */
  z.strictObject({ kind: z.literal('repetition'), seed: z.number().int(), index }),
  /** A look at the problem before the run. */
  z.strictObject({ kind: z.literal('survey'), brief: z.boolean() }),
]);

/** One program, and the part of the cascade that is left. */
const job = z.strictObject({
  terms,
  /** The entry first: the order counts. */
  files: z.array(z.tuple([z.string(), z.string()])),
  /** What the run's own machine found in the stages before. */
  passed: z.array(passed).readonly(),
  task: task.exactOptional(),
});

export type Terms = z.infer<typeof terms>;
export type Job = z.infer<typeof job>;

export function readJob(value: unknown): Job {
  return job.parse(value);
}

const common = { stages: z.array(report).readonly(), feedback: z.string(), artifacts: artifacts.exactOptional() };

const evaluation = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('scored'), score: finite, metrics, ...common }),
  z.strictObject({ status: z.literal('failed'), stage: name, reason: z.enum(failures), ...common }),
]);

const sender = z.strictObject({
  /** The machine's name, and which of its workers it is. */
  machine: z.string().regex(/^[\w.-]{1,100}#[\w-]{1,40}$/),
  /** Layers of its sandbox. */
  layers: z.array(name).readonly(),
  /** Processor, architecture and version of Node: times of machines of one kind may be compared. */
  kind: z.string().max(300),
});

const answer = sender.extend({ evaluation });
const glance = sender.extend({ glance: finite.nullable() });
const repetition = sender.extend({
  repetition: z.strictObject({ candidate: evaluation, initial: evaluation.exactOptional() }),
});
const descriptor = z.strictObject({
  name,
  range: z.tuple([finite, finite]).readonly(),
  bins: z.number().int().positive(),
  scale: z.enum(['linear', 'log']).exactOptional(),
});
const survey = sender.extend({
  survey: z.strictObject({
    nature: nature.extend({ descriptors: z.array(descriptor).readonly().exactOptional() }).exactOptional(),
    commands: z.record(name, commandNature).exactOptional(),
    notes: z.array(z.string().max(2000)).max(50).readonly(),
  }),
});

/** What an answer says of its machine. */
export type Sender = z.infer<typeof sender>;
export type Answer = z.infer<typeof answer>;
/** All that a machine may answer. */
export type Reply = Answer | z.infer<typeof glance> | z.infer<typeof repetition> | z.infer<typeof survey>;

/** Longest answer, in characters of JSON. */
const longest = 1 << 20;

function read<T extends Sender>(schema: z.ZodType<T>, value: unknown): T | string {
  if ((JSON.stringify(value)?.length ?? 0) > longest) return `it is longer than ${longest} characters`;
  const read = schema.safeParse(value);
  return read.success ? read.data : `${read.error.issues[0]!.path.join('.')}: ${read.error.issues[0]!.message}`;
}

/** An answer of a worker about a program that has passed some stages, or why it is none. */
export function readAnswer(value: unknown, { stages }: Evaluator, before: readonly Passed[] = []): Answer | string {
  const found = read(answer, value);
  if (typeof found === 'string') return found;
  const searched = stages.filter(({ heldBack }) => !heldBack).map((stage) => stage.name);
  const { evaluation } = found;
  return stageFault(searched, evaluation) ?? passedFault(before, evaluation) ?? found;
}

/** One stage's score, null where the program has none there; or why it is no answer. */
export const readGlance = (value: unknown) => read(glance, value);

/** One repetition of an audit, which runs all stages, or why it is none. */
export function readRepetition(value: unknown, { stages }: Evaluator, comparesInitial: boolean) {
  const found = read(repetition, value);
  if (typeof found === 'string') return found;
  const { candidate, initial } = found.repetition;
  if ((initial !== undefined) !== comparesInitial) return 'it is not about the programs that were asked about';
  const names = stages.map((stage) => stage.name);
  return stageFault(names, candidate) ?? (initial && stageFault(names, initial)) ?? found;
}

/** What a look at the problem found, or why it is none. */
export const readSurvey = (value: unknown) => read(survey, value);

/** Says which of the stages that were passed before has another score. */
function passedFault(before: readonly Passed[], { stages }: Evaluation): string | undefined {
  const changed = before.find(({ report }, index) => stages[index]?.score !== report.score);
  return changed && `its score of stage ${changed.stage} is not the one that the run found`;
}

/** Says why the stages of an evaluation cannot be those of the problem. */
function stageFault(expectedNames: readonly string[], evaluation: Evaluation): string | undefined {
  const passed = evaluation.stages.map((stage) => stage.name);
  const reached = evaluation.status === 'failed' ? [...passed, evaluation.stage] : passed;
  const expected = evaluation.status === 'failed' ? expectedNames.slice(0, reached.length) : expectedNames;
  const isSame = JSON.stringify(reached) === JSON.stringify(expected);
  // `combine` fails after the last stage, and in its name.
  const isCombined =
    evaluation.status === 'failed' && passed.length === expectedNames.length && passed.at(-1) === evaluation.stage;
  return isSame || isCombined ? undefined : `its stages are ${reached.join(', ')}`.slice(0, 300);
}
