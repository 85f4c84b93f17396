import { workerData } from 'node:worker_threads';
import { millisecondsNow } from './clock.ts';
import type { SandboxAnswer, SandboxStage, ThreadData, ThreadTask } from './messages.ts';
import { driveScript, type Realm, realmMaker } from './realm.ts';
import { measureRounds } from './timed.ts';

const { plan, started } = workerData as ThreadData;
const starts = new Float64Array(started);

/** What every task needs, made once. Not at load time: piscina would hide why it fails. */
function prepare() {
  return { makeRealm: realmMaker(), drives: plan.stages.map((stage) => driveScript(stage.drive)) };
}
let prepared: ReturnType<typeof prepare> | undefined;

/** Makes ready, and says so by returning. */
export function greet(): void {
  prepared ??= prepare();
}

/** Runs one candidate in one stage, in a realm of its own. */
export default function evaluate({ stage: index, script, slot }: ThreadTask): SandboxAnswer {
  greet();
  const began = millisecondsNow();
  starts[slot] = began;
  const stage = plan.stages[index]!;
  const failure = stage.timing ? measure(stage, index, script) : drive(stage, index, script);
  if (typeof failure === 'object') return failure;
  return { status: 'evidence', text: failure, milliseconds: millisecondsNow() - began };
}

type Side = Realm & { readonly load: () => unknown; readonly drive: unknown };

/** A realm with the program in it, or why the program cannot be compiled. */
function settle(index: number, script: string): Side | SandboxAnswer {
  const { makeRealm, drives } = prepared!;
  const realm = makeRealm();
  realm.inside.limit(plan.stages[index]!.limits.evidenceCharacters);
  const drive = realm.evaluate(drives[index]!);
  try {
    return { ...realm, drive, load: realm.compile(script) };
  } catch (error) {
    return { status: 'failed', reason: 'threw', message: `SyntaxError: ${(error as Error).message}` };
  }
}

function drive(stage: SandboxStage, index: number, script: string): string | SandboxAnswer {
  const side = settle(index, script);
  if ('status' in side) return side;
  const { inside, load } = side;
  for (const [number, input] of stage.inputs.entries()) {
    inside.reseed(plan.seed, index, number);
    const failure = inside.drive(load, side.drive, input);
    if (failure !== '') return explain(failure, stage, number);
  }
  return inside.evidence();
}

function measure(stage: SandboxStage, index: number, script: string): string | SandboxAnswer {
  const candidate = settle(index, script);
  if ('status' in candidate) return candidate;
  const reference = settle(index, plan.reference);
  if ('status' in reference) return { ...reference, reason: 'evaluator-error' } as SandboxAnswer;
  const texts: string[] = [];
  for (const [number, input] of stage.inputs.entries()) {
    const measured = measureRounds(candidate, reference, input, stage.timing!.rounds, (side) =>
      side.inside.reseed(plan.seed, index, number),
    );
    if ('failure' in measured) {
      const answer = explain(measured.failure, stage, number);
      return measured.side === 'candidate' ? answer : blameReference(answer);
    }
    texts.push(measured.text);
  }
  return `[${texts.join(',')}]`;
}

function blameReference(answer: SandboxAnswer): SandboxAnswer {
  const message = answer.status === 'failed' ? answer.message : '';
  return { status: 'failed', reason: 'evaluator-error', message: `the initial program failed when timed: ${message}` };
}

/** Makes an answer of what the realm said: see `Inside`. */
function explain(failure: string, { limits, inputs }: SandboxStage, number: number): SandboxAnswer {
  const where = inputs.length > 1 ? ` (input ${number + 1} of ${inputs.length})` : '';
  if (failure.startsWith('T')) return { status: 'failed', reason: 'threw', message: failure.slice(1) + where };
  const message = `the evidence is larger than ${limits.evidenceCharacters} characters${where}`;
  return { status: 'failed', reason: 'too-large', message };
}
