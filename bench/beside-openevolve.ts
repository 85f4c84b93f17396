/**
 * Evaluations per second of whole runs with an instant model, here and in OpenEvolve, on the same folder, in turn:
 *   node bench/beside-openevolve.ts [--rounds 3] [--work 0] [--attempts 200]
 * `--work` is what the evaluator computes, in milliseconds of processor time. Both have two workers. What counts is how much
 * longer a run takes than one of a fifth of its attempts. Installs OpenEvolve below the user's cache.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs, promisify } from 'node:util';
import { countOf } from './lanes.ts';
import { median } from './median.ts';
import { installPeers } from './models/install-peers.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    work: { type: 'string', default: '0' },
    attempts: { type: 'string', default: '200' },
  },
});
const [rounds, attempts] = [countOf('rounds', values.rounds), countOf('attempts', values.attempts)];

const program = (start: number) => `# EVOLVE-BLOCK-START
def guess(n):
    x = ${start}
    for i in range(3):
        x = x - 0.1 * (x * x - n)
    return x
# EVOLVE-BLOCK-END
`;

const evaluator = `import importlib.util
import time
import numpy as np

def evaluate(program_path):
    spec = importlib.util.spec_from_file_location("program", program_path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    error = float(np.sum([abs(program.guess(n) - n ** 0.5) for n in (2, 3, 5, 7)]))
    end = time.thread_time() + ${Number(values.work) / 1000}
    while time.thread_time() < end:
        pass
    return {"combined_score": 1 / (1 + error), "error_sum": error}
`;

let asked = 0;

/** Answers at once with another program, as one document or as events. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  if (request.method !== 'POST') return void response.end(JSON.stringify({ data: [{ id: 'stub', object: 'model' }] }));
  const content = `IDEA: another start\n\`\`\`python\n${program(1 + ++asked / 1e6)}\`\`\``;
  const whole = {
    id: 'c',
    created: 0,
    model: 'stub',
    usage: { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 },
  };
  const choice = { index: 0, finish_reason: 'stop' };
  if ((JSON.parse(body) as { stream?: boolean }).stream !== true) {
    const message = { role: 'assistant', content };
    return void response.end(
      JSON.stringify({ ...whole, object: 'chat.completion', choices: [{ ...choice, message }] }),
    );
  }
  const event = { ...whole, object: 'chat.completion.chunk', choices: [{ ...choice, delta: { content } }] };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(`data: ${JSON.stringify(event)}\n\ndata: [DONE]\n\n`);
}

const place = mkdtempSync(join(tmpdir(), 'germline-beside-'));
const folder = join(place, 'roots');
mkdirSync(folder);
const server = createServer((request, response) => void answer(request, response));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const programs = await installPeers();

/** Seconds of a whole run. */
async function secondsOf(file: string, args: readonly string[]): Promise<number> {
  const environment = { ...process.env, VIRTUAL_ENV: dirname(programs), OPENAI_API_KEY: 'none' };
  const began = performance.now();
  await promisify(execFile)(file, args, { env: environment, maxBuffer: 2 ** 28 });
  return (performance.now() - began) / 1000;
}

/** Evaluations a second, by what a long run takes more than a short one: models may be asked ahead, and engines start. */
async function rateOf(run: (attempts: number) => Promise<number>): Promise<number> {
  const few = Math.ceil(attempts / 5);
  const short = await run(few);
  return (attempts - few) / ((await run(attempts)) - short);
}

let runs = 0;
const engines: Readonly<Record<string, (attempts: number) => Promise<number>>> = {
  germline: (attempts) =>
    secondsOf(process.execPath, [
      ...[join(import.meta.dirname, '../src/cli/germline.js'), 'run', folder, '--attempts', String(attempts)],
      ...['--population', join(place, `population-${runs++}`), '--workers', '2', '--seed', '1'],
      ...['--proposers', 'none', '--set', 'tune=false', '--set', 'simplify=false'],
      ...['--model', `provider=openai,host=${host},name=stub,label=stub,parallel=2,repairs=0`],
    ]),
  OpenEvolve: (attempts) =>
    secondsOf(join(programs, 'openevolve-run'), [
      ...[join(folder, 'initial_program.py'), join(folder, 'evaluator.py'), '--config', join(folder, 'config.yaml')],
      ...['--iterations', String(attempts), '--output', join(place, `output-${runs++}`)],
    ]),
};

writeFileSync(join(folder, 'initial_program.py'), program(1));
writeFileSync(join(folder, 'evaluator.py'), evaluator);
const config = {
  ...{ random_seed: 1, diff_based_evolution: false, checkpoint_interval: 100_000 },
  llm: { api_base: `${host}/v1`, api_key: 'none', models: [{ name: 'stub', weight: 1 }] },
  evaluator: { timeout: 60, cascade_evaluation: false, parallel_evaluations: 2 },
};
writeFileSync(join(folder, 'config.yaml'), JSON.stringify(config)); // JSON is YAML too

const rates = new Map(Object.keys(engines).map((name) => [name, [] as number[]]));
try {
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of Object.entries(engines)) rates.get(name)!.push(await rateOf(run));
  for (const [name, list] of rates)
    console.log(
      `${name.padEnd(11)} ${median(list).toFixed(1)} evaluations a second (${list.map((one) => one.toFixed(1)).join(', ')})`,
    );
} finally {
  server.close();
  server.closeAllConnections();
  rmSync(place, { recursive: true });
}
