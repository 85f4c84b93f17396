/**
 * What models add, and what other engines make of the same models: equal numbers of calls on the same problems.
 *   node bench/models.ts --model name=qwen2.5-coder:7b,role=depth [--model …] [--calls 30] [--seeds 3] [--answer 1000]
 *     [--problems circle-packing-26,cap-set-8,bin-packing-python] [--peers openevolve,shinka] [--other LABEL=FOLDER]
 *     [--keep FOLDER] [--json]
 * A model is declared as for `germline run`, on any Ollama (OLLAMA_HOST) or OpenAI-compatible server (provider=openai,host=…),
 * all on the same one. Without one of your own: GERMLINE_MODELS=qwen2.5-coder-1.5b .ci/ollama node bench/models.ts --model …
 *
 * Arms: germline as it is, germline with nothing but the models (no operators, no tuning), each of --peers from its package,
 * and with --other another checkout of germline with nothing but the models, such as an earlier one. All calls go through a
 * meter, which writes them with their answers to calls.jsonl of each run. The peers run programs of models without a sandbox.
 * Prints Markdown, or JSON with every run. With --keep the same command continues after an interruption.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatNumber } from '../src/format.ts';
import { modelSchema, readModel } from '../src/models/settings.ts';
import { countOf } from './lanes.ts';
import { median } from './median.ts';
import type { Engine, Result } from './models/engine.ts';
import { germlineEngine } from './models/germline.ts';
import { defaultProblems, openevolve, shinka } from './models/peers.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', multiple: true, default: [] },
    calls: { type: 'string', default: '30' },
    seeds: { type: 'string', default: '3' },
    answer: { type: 'string', default: '1000' },
    problems: { type: 'string', default: defaultProblems.join(',') },
    peers: { type: 'string', default: 'openevolve,shinka' },
    other: { type: 'string', multiple: true, default: [] },
    keep: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const modelsAlone = ['--proposers', 'none', '--set', 'tune=false'];
const here = join(import.meta.dirname, '..');
const peers: Readonly<Record<string, Engine>> = { openevolve, shinka };

/** The engines by label, in the order of the table. */
function engines(): ReadonlyMap<string, Engine> {
  const others = values.other.map((text) => {
    const [label = '', folder = ''] = text.split('=', 2);
    return [`${label}, models alone`, germlineEngine(resolve(folder), modelsAlone)] as const;
  });
  const chosen = values.peers.split(',').filter((name) => name !== '' && name !== 'none');
  return new Map([
    ['germline', germlineEngine(here, [])],
    ['germline, models alone', germlineEngine(here, modelsAlone)],
    ...others,
    ...chosen.map((name) => [name, peerNamed(name)] as const),
  ]);
}

function peerNamed(name: string): Engine {
  const peer = peers[name];
  if (!peer) throw new Error(`--peers ${name}: expected ${Object.keys(peers).join(', ')} or none`);
  return peer;
}

/** The declared models, with their addresses. */
function declaredModels(): readonly Readonly<Record<string, string>>[] {
  const models = values.model.map((text) => ({ ...readModel(text), host: modelSchema.parse(readModel(text)).host }));
  if (models.length === 0) throw new Error('declare a model, such as --model name=qwen2.5-coder:7b,role=depth');
  if (new Set(models.map(({ host }) => host)).size > 1) throw new Error('all models must be on the same server');
  return models;
}

const models = declaredModels();
const folder = resolve(values.keep ?? mkdtempSync(join(tmpdir(), 'germline-models-')));

interface Row extends Result {
  readonly problem: string;
  readonly engine: string;
  readonly seed: number;
}

/** One run, or what a finished one left. */
async function measure(problem: string, engine: string, run: Engine, seed: number): Promise<Row> {
  const place = join(folder, problem, `${engine.replaceAll(/\W+/g, '-')}-${seed}`);
  const file = join(place, 'result.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const order = { problem, seed, calls: countOf('calls', values.calls), models, folder: place };
  const row = { problem, engine, seed, ...(await run({ ...order, answer: countOf('answer', values.answer) })) };
  writeFileSync(`${file}.new`, JSON.stringify(row));
  renameSync(`${file}.new`, file);
  return row;
}

function describe(rows: readonly Row[], problem: string, engine: string): string {
  const own = rows.filter((row) => row.problem === problem && row.engine === engine);
  const scores = own.map(({ best }) => best);
  const range = [Math.min(...scores), Math.max(...scores)].map(formatNumber).join(', ');
  const share = median(own.map(({ valid, calls }) => valid / calls));
  const calls = own.map((row) => row.calls).join(', ');
  const start = formatNumber(own[0]?.initial ?? Number.NaN);
  const score = `${formatNumber(median(scores))} (${range})`;
  return `| \`${problem}\` | ${engine} | ${start} | ${score} | ${share.toFixed(2)} | ${calls} | ${lostOf(own)} |`;
}

/** Why conversations of all seeds led to no score, most frequent first. */
function lostOf(rows: readonly Row[]): string {
  const counts = new Map<string, number>();
  for (const [reason, count] of rows.flatMap(({ lost = {} }) => Object.entries(lost)))
    counts.set(reason, (counts.get(reason) ?? 0) + count);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
}

const rows: Row[] = [];
const chosen = engines();
const problems = values.problems.split(',');
for (const problem of problems)
  for (let seed = 1; seed <= countOf('seeds', values.seeds); seed++)
    for (const [engine, run] of chosen) {
      console.error(`${problem}, seed ${seed}: ${engine}`);
      rows.push(await measure(problem, engine, run, seed));
    }

if (values.json) console.log(JSON.stringify(rows, undefined, 2));
else {
  console.log(
    '| problem | engine | start | best score: median (lowest, highest) | valid children per call | calls | lost |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const problem of problems) for (const engine of chosen.keys()) console.log(describe(rows, problem, engine));
}
if (!values.keep) rmSync(folder, { recursive: true });
