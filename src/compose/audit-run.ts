import { type Audited, childOf } from '../api/attempt.ts';
import type { EvaluatorPool } from '../api/evaluation.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { RunFacts } from '../api/store.ts';
import { readRecordedConfig } from '../config.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { withFiles } from '../language/program.ts';
import { openReader } from '../record/git-reader.ts';
import { openStore } from '../record/git-store.ts';
import { readRecord } from '../record/read-record.ts';
import type { Reporter } from '../run/engine.ts';
import { auditCandidate } from '../run/iterate.ts';
import { tell } from '../run/learn.ts';
import type { AuditTask } from '../run/task.ts';
import { createState } from './create-state.ts';
import { silentModels } from './models.ts';
import { auditor, connectQueue, neededQueue, openRunEvaluation } from './open-evaluation.ts';
import type { SessionOptions } from './options.ts';
import { sameProblem } from './same-problem.ts';
import { clockOf } from './session.ts';

/** One candidate's audit. */
export interface AuditResult {
  readonly candidate: number;
  /** The score it had before. */
  readonly claimed: number;
  readonly audited: Audited;
}

/**
 * Audits the best candidates of a population (with several objectives, of its front), the best first, and records the
 * verdicts if `record` is true. With a machine, those that it scored.
 */
export async function* auditRun(
  path: string,
  options: {
    /** Undefined: one, or with `machine` all. */
    top: number | undefined;
    /** Only candidates that this other machine scored. */
    machine?: string | undefined;
    repetitions: number | undefined;
    sandbox: SandboxLevel;
    record: boolean;
    /** Machines that audit where this one cannot. */
    queue?: SessionOptions['queue'];
    reporter?: Reporter;
  },
): AsyncGenerator<AuditResult> {
  await using opened = new AsyncDisposableStack();
  const { facts } = opened.use(await openReader(path));
  const config = readRecordedConfig(facts.config);
  const problem = await sameProblem(facts);
  const state = createState(problem, config, facts.seed, silentModels(config));
  // Lock first, then read: a run that is just ending may still write.
  const store = options.record ? opened.adopt(await openStore(path, {}), (it) => it.close()) : undefined;
  const record = opened.adopt(await readRecord(path), (it) => it.close());
  for (const { attempt } of record.entries) tell(state, { attempt });
  const clock = clockOf(config, record.entries.at(-1)?.attempt.at ?? 0);
  const evaluator = await openOthers(problem, facts, options, opened);
  const engine = { state, clock, audit: auditor(problem, facts.seed, { ...options, evaluator }) };
  const { front, elites } = state.population;
  const { machine, top = machine === undefined ? 1 : elites.length } = options;
  const isWanted = (of: number) => machine === undefined || childOf(record.entry(of).attempt)?.machine === machine;
  const wanted = (front.length > 0 && machine === undefined ? front : elites).filter(({ number }) => isWanted(number));
  let number = Math.max(...record.entries.map(({ attempt }) => attempt.number)) + 1;
  for (const { number: candidate } of wanted.slice(0, top)) {
    const claimed = state.population.score(candidate);
    const program = async () => withFiles(problem.initial, await record.files(record.entry(candidate)));
    const task: AuditTask = { kind: 'audit', number: number++, watermark: state.population.told, candidate, program };
    const attempt = await auditCandidate(engine, task, new AbortController().signal);
    tell(state, { attempt });
    if (store) await Promise.all([store.append({ attempt }, state.population.branches()), store.flush()]);
    yield { candidate, claimed, audited: attempt.verdict };
  }
}

/** The pool of other machines, where only they can audit. */
async function openOthers(
  problem: LoadedProblem,
  facts: RunFacts,
  { sandbox, reporter = {}, ...options }: Pick<Parameters<typeof auditRun>[1], 'sandbox' | 'queue' | 'reporter'>,
  opened: AsyncDisposableStack,
): Promise<EvaluatorPool | undefined> {
  const queue = neededQueue(problem, options.queue);
  if (!queue) return undefined;
  const server = opened.use(await connectQueue({ queue }));
  const evaluation = openRunEvaluation(problem, server, facts, { seed: facts.seed, sandbox, reporter, queue });
  return opened.adopt(await evaluation, (it) => it.close());
}
