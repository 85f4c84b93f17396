/**
 * The record alone: candidates per second durably in git, and the time to read them back.
 *   node bench/record.ts [attempts] [appended at once]
 * Prints the rate, latency to durability, bytes and packs, the longest pause while packs are merged, memory, and the time
 * to open the record for reading (whole, and only the newest batches) and for writing.
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Judged, Recorded } from '../src/api/attempt.ts';
import type { Program } from '../src/api/program.ts';
import type { Branches } from '../src/api/store.ts';
import { readProgram } from '../src/language/program.ts';
import { createStore } from '../src/record/create-store.ts';
import { openReader } from '../src/record/git-reader.ts';
import { openStore } from '../src/record/git-store.ts';
import { benchFacts } from './bench-facts.ts';

const attempts = Number(process.argv[2] ?? 5000);
const window = Number(process.argv[3] ?? 256);
const folder = await mkdtemp(join(tmpdir(), 'germline-bench-'));
const path = join(folder, 'record.git');

/** A program of about a kilobyte, a tenth of it new in every candidate. */
function programOf(number: number): Program {
  const lines = Array.from({ length: 20 }, (_, line) => `  total += values[${line}] * ${(line * 7) % 13}.25; // term`);
  const main = `export function value(values: number[]) {\n  let total = ${number};\n${lines.join('\n')}\n  return total;\n}\n`;
  return readProgram({ 'main.ts': main });
}

function recorded(number: number): Recorded {
  const [score, metrics] = [number / 1000, { error: 1 / (number + 1) }];
  const base = { number, watermark: number, at: number * 10, cost: { propose: 1, evaluate: 12 } };
  const outcome: Judged = {
    ...{ status: 'scored', score, metrics, feedback: '' },
    stages: [{ name: 'whole', score, metrics, milliseconds: 12 }],
    ...{ key: number.toString(16).padStart(64, '0'), measures: { size: 120, branches: 1 } },
  };
  const program = programOf(number);
  if (number === 0) return { attempt: { kind: 'initial', ...base, islands: [0, 1, 2, 3], outcome }, program };
  const inspirations = number > 4 ? [1, 2, 3, 4] : [];
  const drawn = { draw: 0, island: number % 4, parent: Math.floor(number / 2), inspirations };
  const proposal = { proposer: 'tune-one', summary: `total from ${number - 1} to ${number}` };
  return { attempt: { kind: 'proposal', cause: 'drawn', ...base, drawn, proposal, outcome }, program };
}

const quantile = (sorted: readonly number[], share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
const since = (begun: number) => `${Math.round(performance.now() - begun)} ms`;

async function size(): Promise<{ bytes: number; packs: number }> {
  const names = await readdir(join(path, 'objects'), { recursive: true });
  const stats = await Promise.all(names.map((name) => stat(join(path, 'objects', name))));
  const bytes = stats.reduce((sum, { size }) => sum + size, 0);
  return { bytes, packs: names.filter((name) => name.endsWith('.pack')).length };
}

function branchesAt(number: number): Branches {
  const islands = [0, 1, 2, 3].map((island) => [`island/${island}`, Math.max(0, number - island)]);
  return { champion: number, ...Object.fromEntries(islands) };
}

async function write(): Promise<void> {
  const store = await createStore(path, benchFacts(programOf(0)), {});
  const latencies: number[] = [];
  const open = new Set<Promise<void>>();
  const begun = performance.now();
  for (let number = 0; number < attempts; number++) {
    const appended = performance.now();
    const durable = store.append(recorded(number), branchesAt(number)).then(() => {
      latencies.push(performance.now() - appended);
      open.delete(durable);
    });
    open.add(durable);
    if (open.size >= window) await Promise.race(open);
  }
  await store.flush();
  const seconds = (performance.now() - begun) / 1000;
  latencies.sort((a, b) => a - b);
  const [median, most, worst] = [0.5, 0.95, 1].map((share) => Math.round(quantile(latencies, share)));
  const { bytes, packs } = await size();
  console.log(`written: ${attempts} at ${Math.round(attempts / seconds)}/s, ${window} at once`);
  console.log(`  latency to durability: median ${median} ms, 95 % ${most} ms, worst ${worst} ms`);
  console.log(`  ${Math.round(bytes / attempts)} bytes per attempt in ${packs} packs`);
  console.log(`  ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB resident`);
  await store.close();
}

async function read(): Promise<void> {
  let begun = performance.now();
  const reader = await openReader(path);
  let count = 0;
  for await (const { entries } of reader.batches()) count += entries.length;
  console.log(`opened and read: ${count} attempts in ${since(begun)}`);
  await reader.close();
  begun = performance.now();
  await (await openStore(path, {})).close();
  console.log(`opened for writing in ${since(begun)}`);
}

try {
  await write();
  await read();
} finally {
  await rm(folder, { recursive: true, force: true });
}
