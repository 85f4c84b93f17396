import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bestOf, directionOf } from '../../src/api/direction.ts';
import { openText, programKey, readProgram } from '../../src/language/program.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { type Engine, type Order, type Result, readLines, runMetered } from './engine.ts';
import { installPeers } from './install-peers.ts';

/** How each problem's Python form is called by the peers' evaluators. */
const interfaces: Readonly<Record<string, string>> = {
  'circle-packing-26':
    'The program is in Python 3 with its standard library and numpy. It defines pack(n), which returns n triples [x, y, radius]; it ' +
    'is called with n = 26 and may take 10 seconds.',
  'cap-set-8':
    'The program is in Python 3 with its standard library. It defines priority(vector, n), which returns a number.',
  'bin-packing-python':
    'The program is in Python 3 with its standard library. It defines priority(item, bins), which returns a list of numbers.',
};

export const defaultProblems = Object.keys(interfaces);

/** OpenEvolve as its example of circle packing sets it up: whole programs, which small models write more often right. */
export const openevolve: Engine = async (order) => {
  const calls = await runPeer(order, async (base, task) => {
    const config = {
      ...{ max_iterations: order.calls, random_seed: order.seed, diff_based_evolution: false },
      llm: {
        ...{ api_base: base, api_key: keyOf(order), max_tokens: order.answer, timeout: 7200, retries: 0 },
        models: order.models.map(({ name }) => ({ name, weight: 1 })),
      },
      prompt: { system_message: await statementOf(order.problem) },
      evaluator: { timeout: 300, cascade_evaluation: false },
    };
    const file = join(order.folder, 'config.yaml');
    writeFileSync(file, JSON.stringify(config)); // JSON is YAML too
    const programs = [join(task, 'initial.py'), join(task, 'evaluate.py')];
    return ['openevolve-run', ...programs, '--config', file, '--output', join(order.folder, 'output')];
  });
  return await peerResult(order, calls);
};

/** ShinkaEvolve with its defaults, but for one proposal at a time and no embeddings, which need a model of their own. */
export const shinka: Engine = async (order) => {
  const calls = await runPeer(order, async (base, task) => {
    const settings = {
      llm_models: order.models.map(({ name }) => `local/${name}@${base}`),
      llm_kwargs: { temperatures: [0, 0.5, 1], max_tokens: order.answer },
    };
    return [
      ...['shinka_run', '--task-dir', task, '--results_dir', join(order.folder, 'output')],
      ...['--num_generations', String(order.calls + 1), '--max-evaluation-jobs', '1', '--max-proposal-jobs', '1'],
      ...Object.entries(settings).flatMap(([key, value]) => ['--set', `evo.${key}=${JSON.stringify(value)}`]),
      ...['--set', 'evo.embedding_model=none', '--set', 'evo.use_text_feedback=true'],
      ...['--set', `evo.task_sys_msg=${await statementOf(order.problem)}`],
    ];
  });
  return await peerResult(order, calls);
};

async function runPeer(
  order: Order,
  command: (base: string, task: string) => Promise<readonly string[]>,
): Promise<number> {
  const programs = await installPeers();
  return await runMetered(order, async (address) => {
    const base = /\/v\d+$/.test(address) ? address : `${address}/v1`;
    const [name = '', ...args] = await command(base, join(import.meta.dirname, order.problem));
    const environment = {
      ...{ PYTHONPATH: import.meta.dirname, EVALUATIONS: join(order.folder, 'evaluations.jsonl') },
      LOCAL_OPENAI_API_KEY: keyOf(order),
    };
    return { file: join(programs, name), args, environment };
  });
}

function keyOf({ models: [model] }: Order): string {
  return process.env[model?.key ?? ''] ?? 'none';
}

async function statementOf(problem: string): Promise<string> {
  const { problem: known } = await loadProblem(problem);
  return `${known.statement.trim()}\n\n${interfaces[problem]}`;
}

interface PeerEvaluation {
  readonly program: string;
  readonly score: number | null;
}

/** The first evaluation is that of the initial program. */
async function peerResult({ problem, folder }: Order, calls: number): Promise<Result> {
  const evaluations = readLines(join(folder, 'evaluations.jsonl')) as readonly PeerEvaluation[];
  const [first] = evaluations;
  if (first?.score == null) throw new Error(`the initial program of ${problem} has no score; see ${folder}/output.txt`);
  const scores = new Map(
    evaluations.flatMap(({ program, score }) => (score === null ? [] : [[keyOfEvolved(program), score] as const])),
  );
  const direction = directionOf((await loadProblem(problem)).problem);
  const best = bestOf(direction, [...scores.values()]);
  return { calls, initial: first.score, best, valid: scores.size - 1 };
}

/**
 * What makes programs different, as in germline: their text between the marks, where it has them, without layout and
 * comments. Small models often repeat the program and add a test beside it.
 */
function keyOfEvolved(text: string): string {
  const evolved = openText(readProgram({ 'initial.py': text }));
  return programKey(readProgram({ 'initial.py': evolved }));
}
