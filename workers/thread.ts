import { parentPort, threadId, workerData } from 'node:worker_threads';
import { factCounter } from './fast-paths.ts';
import { timedOut } from './guard.ts';
import type { LastWords, Operations, SandboxAnswer, SandboxStage, ThreadData, ThreadTask } from './messages.ts';
import { reserve } from './realm/reserve.ts';
import { driveScript, realmMaker } from './realm.ts';
import { processorTime, Starts } from './starts.ts';
import { measureRounds, type TimedSide } from './timed.ts';

const { plan, started } = workerData as ThreadData;
const starts = new Starts(started);

/** Makes what every task needs. Not while the module loads: piscina would hide the reason of a failure. */
function prepare() {
  const countFacts = factCounter();
  const drives = plan.stages.map((stage) => driveScript(stage.drive));
  return { makeRealm: realmMaker(), drives, countFacts, facts: countFacts() };
}
let prepared: ReturnType<typeof prepare> | undefined;

/** Prepares the thread for its first task. */
export function warmUp(): void {
  prepared ??= prepare();
}

/**
 * Runs one candidate in one stage, in a realm of its own. If it made the thread slow for good, the thread ends with it.
 */
export default function evaluate({ stage, script, slot }: ThreadTask): SandboxAnswer {
  warmUp();
  const answer = answerInTime(stage, script, starts.note(slot, threadId));
  if (isSlowed()) {
    parentPort!.postMessage({ slot, answer } satisfies LastWords);
    process.exit();
  }
  return answer;
}

/** `before` is the processor time of this thread before the task. However late the host looks, the limit decides. */
function answerInTime(index: number, script: string, before: number): SandboxAnswer {
  const answer = answerTo(index, script);
  const milliseconds = processorTime(process.threadCpuUsage()) - before;
  const most = plan.stages[index]!.limits.milliseconds;
  if (milliseconds > most) return timedOut(most);
  return 'status' in answer ? answer : { status: 'evidence', ...answer, milliseconds };
}

function answerTo(index: number, script: string): Driven | SandboxAnswer {
  const stage = plan.stages[index]!;
  const answer = stage.timing ? measure(stage, index, script) : drive(stage, index, script);
  if ('status' in answer || !stage.timing || !isSlowed()) return answer;
  return { status: 'failed', reason: 'threw', message: slowing };
}

function isSlowed(): boolean {
  return prepared!.countFacts() < prepared!.facts;
}

const slowing =
  'it set `constructor`, an iterator or `next` on a list, a regular expression or the like, which slows down the initial ' +
  'program that it is raced against';

/** The evidence of all inputs as JSON text, and in a metered stage the operations that it took. */
interface Driven {
  readonly text: string;
  readonly operations?: Operations;
}

/** The program and the drive in a new realm, or why the program cannot be compiled. */
function settle(index: number, script: string): TimedSide | SandboxAnswer {
  const { makeRealm, drives } = prepared!;
  const realm = makeRealm();
  const { evidenceCharacters, operations } = plan.stages[index]!.limits;
  realm.inside.limit(evidenceCharacters, operations);
  const drive = realm.evaluate(drives[index]!);
  try {
    return { inside: realm.inside, drive, load: realm.compile(script) };
  } catch (error) {
    return { status: 'failed', reason: 'threw', message: `SyntaxError: ${(error as Error).message}` };
  }
}

function drive(stage: SandboxStage, index: number, script: string): Driven | SandboxAnswer {
  const side = settle(index, script);
  if ('status' in side) return side;
  const { inside, load } = side;
  let most = 0;
  for (const [number, input] of stage.inputs.entries()) {
    const before = inside.operations();
    inside.reseed(...stage.randomStates[number]!);
    const failure = inside.drive(load, side.drive, input);
    const operations = inside.operations() - before;
    if (failure !== '') return explain(failure, stage, number, operations);
    most = Math.max(most, operations);
  }
  const text = inside.evidence();
  return stage.limits.operations === undefined ? { text } : { text, operations: { total: inside.operations(), most } };
}

function measure(stage: SandboxStage, index: number, script: string): Driven | SandboxAnswer {
  const candidate = settle(index, script);
  if ('status' in candidate) return candidate;
  const reference = settle(index, plan.reference);
  if ('status' in reference) return { ...reference, reason: 'evaluator-error' } as SandboxAnswer;
  const texts: string[] = [];
  for (const [number, input] of stage.inputs.entries()) {
    const measured = measureRounds(candidate, reference, input, stage.timing!.rounds, (side) =>
      side.inside.reseed(...stage.randomStates[number]!),
    );
    if ('failure' in measured) {
      const answer = explain(measured.failure, stage, number);
      return measured.side === 'candidate' ? answer : blameReference(answer);
    }
    texts.push(measured.text);
  }
  return { text: `[${texts.join(',')}]` };
}

function blameReference(answer: SandboxAnswer): SandboxAnswer {
  const message = answer.status === 'failed' ? answer.message : '';
  return { status: 'failed', reason: 'evaluator-error', message: `the initial program failed when timed: ${message}` };
}

/** Turns a failure that the realm returned into an answer: see `Inside`. */
function explain(failure: string, stage: SandboxStage, number: number, operations = 0): SandboxAnswer {
  const { limits, inputs } = stage;
  const where = inputs.length > 1 ? ` (input ${number + 1} of ${inputs.length})` : '';
  if (failure.startsWith('T')) return { status: 'failed', reason: 'threw', message: failure.slice(1) + where };
  if (failure === 'F')
    return {
      status: 'failed',
      reason: 'out-of-fuel',
      message: `it took ${excess(operations, limits.operations ?? 0)}${where}`,
    };
  const message = `the evidence is larger than ${limits.evidenceCharacters} characters${where}`;
  return { status: 'failed', reason: 'too-large', message };
}

/** A call that goes far over its limit is ended, so that its need is not known. */
function excess(operations: number, limit: number): string {
  const count = (value: number) => value.toLocaleString('en-US');
  const taken = operations > reserve * limit ? `more than ${count(reserve * limit)}` : count(operations);
  return `${taken} operations, of ${count(limit)} that a call may take`;
}
