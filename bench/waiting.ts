/**
 * How long a model waits for the engine, and the engine for the model: a run of a problem with one block, with a stub in
 * place of a model that writes the parent with one number moved, and every third time one that fails and must be repaired.
 *   node bench/waiting.ts [problem; circle-packing-26] [--for 120] [--parallel 2] [--rate 30] [--workers 1]
 * `--for` in seconds, `--rate` in tokens a second, four characters each. A model waits between its answer and its next
 * question; the engine waits while no attempt of an operator is under way.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Attempt } from '../src/api/attempt.ts';
import { formatShare } from '../src/format.ts';
import { type Scenario, startFakeOllama } from '../test/fixtures/fake-ollama.ts';
import { countOf, germline } from './lanes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    for: { type: 'string', default: '120' },
    parallel: { type: 'string', default: '2' },
    rate: { type: 'string', default: '30' },
    workers: { type: 'string', default: '1' },
  },
});
const [problem = 'circle-packing-26'] = positionals;
const [parallel, rate] = [countOf('parallel', values.parallel), countOf('rate', values.rate)];

/** The code of the program that a prompt asks to change. */
function codeIn(prompt: string): string {
  const shown = prompt.slice(prompt.lastIndexOf('# The program to change'));
  const [, block] = /EVOLVE-BLOCK-START.*\n([\s\S]*?)^.*EVOLVE-BLOCK-END/m.exec(shown) ?? [];
  if (block === undefined) throw new Error('the prompt shows no block to change');
  return block;
}

let asked = 0;

/** The code with one number moved; every third time with a call of what is not there. */
function answerTo(prompt: string, isRepair: boolean): string {
  const count = ++asked;
  const code = codeIn(prompt);
  const numbers = [...code.matchAll(/\d+\.\d+/g)];
  const chosen = numbers[count % numbers.length];
  if (!chosen) throw new Error('the program has no number to move');
  const value = Number(chosen[0]) * (1 + count / 1000);
  const moved = code.slice(0, chosen.index) + value + code.slice(chosen.index + chosen[0].length);
  const fails = count % 3 === 0 && !isRepair;
  return `IDEA: move a number\n\`\`\`ts\n${moved}${fails ? 'missing();\n' : ''}\`\`\``;
}

/** Calls under way over time: each beginning and end of one, in milliseconds. */
const moments: { readonly at: number; readonly change: 1 | -1 }[] = [];

const writes: Scenario = async ({ body: { messages }, say, done, wait, gone }) => {
  const text = answerTo(messages[1]?.content ?? '', messages.length > 2);
  moments.push({ at: performance.now(), change: 1 });
  for (let at = 0; at < text.length && !gone.aborted; at += 8) {
    say(text.slice(at, at + 8));
    await wait(2000 / rate);
  }
  moments.push({ at: performance.now(), change: -1 });
  done({ eval_count: Math.ceil(text.length / 4) });
};

/** Share of the places at the model that were empty between its first question and its last answer. */
function emptyShare(): number {
  let [open, empty] = [0, 0];
  for (const [index, { at, change }] of moments.slice(0, -1).entries()) {
    open += change;
    empty += (parallel - Math.min(parallel, open)) * (moments[index + 1]!.at - at);
  }
  return empty / parallel / (moments.at(-1)!.at - moments[0]!.at);
}

/** Share of the search in which no attempt of an operator was under way: from its first to its last attempt. */
function idleShare(attempts: readonly Attempt[]): number {
  const search = attempts.flatMap((attempt) => (attempt.kind === 'proposal' ? [attempt] : [])); // audits follow it
  const own = search.filter(({ proposal }) => proposal.model === undefined && proposal.trials === undefined);
  const spans = own.map(({ at, cost }) => [at - cost.propose - cost.evaluate, at] as const).sort(([a], [b]) => a - b);
  const end = Math.max(...search.map(({ at }) => at));
  let [busyUntil, idle] = [spans[0]?.[0] ?? 0, 0];
  for (const [from, to] of [...spans, [end, end] as const]) {
    idle += Math.max(0, from - busyUntil);
    busyUntil = Math.max(busyUntil, to);
  }
  return idle / end;
}

const folder = mkdtempSync(join(tmpdir(), 'germline-waiting-'));
const stub = await startFakeOllama({ models: ['stub'], otherwise: writes });
try {
  const population = join(folder, 'p');
  const model = `name=stub,host=${stub.url},parallel=${parallel}`;
  const limits = ['--for', `${values.for}s`, '--workers', values.workers, '--seed', '1', '--set', 'simplify=false'];
  await germline('run', problem, '--population', population, ...limits, '--model', model);
  const attempts: readonly Attempt[] = JSON.parse(await germline('log', population, '-n', '1000000000', '--json'));
  const own = attempts.filter((attempt) => attempt.kind === 'proposal' && attempt.proposal.model !== undefined);
  console.log(
    `${problem}: ${asked} answers in ${own.length} attempts of the model, ${attempts.length} attempts in all`,
  );
  console.log(`the model waits for the engine: ${formatShare(emptyShare())} of its time`);
  console.log(`the engine waits for the model: ${formatShare(idleShare(attempts))} of the run`);
} finally {
  await stub.close();
  rmSync(folder, { recursive: true });
}
