import { availableParallelism, totalmem } from 'node:os';
import { openEvaluation } from '../compose/open-evaluation.ts';
import { readConfig } from '../config.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { findJail } from '../evaluation/jail/find-jail.ts';
import { searchTools, tryPrograms } from '../evaluation/native/try-programs.ts';
import { loadProblem } from '../load-problem.ts';
import { readModel } from '../models/settings.ts';
import { checkGit } from '../record/git.ts';
import { version } from '../version.ts';
import { jsonOption, modelOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { type Diagnosis, modelFindings } from './doctor-models.ts';
import { queueFindings } from './doctor-queue.ts';
import { givenAddress, serverOptions } from './queue.ts';
import { printJson } from './standard-output.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .options({
        model: modelOption,
        ...serverOptions,
        bench: {
          type: 'boolean',
          default: false,
          describe: 'Measure models with 1, 2, 4 concurrent calls, and more while that pays',
        },
        json: jsonOption,
      })
      .example('$0 doctor --bench --model name=gemma3:4b', 'its speed here, and the settings to use'),
  handler: async (argv) => {
    const { models: declared } = readConfig({ models: argv.model.map((text) => readModel(text)) });
    const { models: usual } = readConfig({ models: [readModel('name=any')] });
    const address = givenAddress(argv);
    const findings = [
      ...[runtime(), machine(), await git(), await sandbox(), await operatingSystemLayer()],
      ...[await programs(), compilers()],
      ...(address ? await queueFindings(address) : []),
      ...(await modelFindings(declared, usual[0]!, argv.bench)),
    ];
    if (argv.json) printJson(findings);
    else for (const { name, status, detail } of findings) console.log(`${status.padEnd(8)}${name}: ${detail}`);
    if (findings.some(({ status }) => status === 'broken')) process.exitCode = 1;
  },
});

function runtime(): Diagnosis {
  return {
    name: 'runtime',
    status: 'ok',
    detail: `germline ${version} on Node ${process.versions.node} (${process.execPath})`,
  };
}

function machine(): Diagnosis {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return { name: 'machine', status: 'ok', detail: `${availableParallelism()} cores, ${memory} of memory` };
}

async function git(): Promise<Diagnosis> {
  try {
    return { name: 'git', status: 'ok', detail: await checkGit() };
  } catch (error) {
    return { name: 'git', status: 'broken', detail: (error as Error).message };
  }
}

async function sandbox(): Promise<Diagnosis> {
  return { name: 'sandbox layers realm, thread and process', ...(await evaluateIn('process')) };
}

async function operatingSystemLayer(): Promise<Diagnosis> {
  const name = 'sandbox layer of the operating system';
  const found = findJail();
  if ('missing' in found)
    return { name, status: 'missing', detail: `${found.missing} Until then only Node confines candidates.` };
  const evaluated = await evaluateIn('system');
  return { name, ...evaluated, detail: `${found.jail.name}: ${evaluated.detail}` };
}

/** Candidates in other languages: programs of the system, which run in the operating system's layer alone. */
async function programs(): Promise<Diagnosis> {
  const name = 'programs of the system as candidates';
  const found = findJail();
  if ('missing' in found)
    return {
      name,
      status: 'missing',
      detail: 'refused without that layer, unless --sandbox container or none is passed',
    };
  const { name: jail, enter } = found.jail;
  const complaint = enter ? await tryPrograms({ enter }) : `${jail} cannot hold programs of the system yet`;
  return complaint === undefined
    ? { name, status: 'ok', detail: 'works; one ran inside' }
    : { name, status: 'broken', detail: complaint };
}

function compilers(): Diagnosis {
  const { found, missing } = searchTools(['cc', 'c++', 'rustc', 'go', 'python3', 'nvcc']);
  const detail = [`found ${found.join(', ') || 'none'}.`, ...missing].join(' ');
  return { name: 'compilers and interpreters', status: 'ok', detail };
}

/** Runs a real evaluation, which starts every layer of the sandbox level. */
async function evaluateIn(sandbox: SandboxLevel): Promise<Omit<Diagnosis, 'name'>> {
  try {
    const problem = await loadProblem('circle-packing-26');
    const pool = await openEvaluation(problem, { workers: 1, seed: 0, sandbox });
    const evaluation = await pool.evaluate(problem.initial).finally(() => pool.close());
    if (evaluation.status === 'failed') return { status: 'broken', detail: evaluation.feedback };
    return { status: 'ok', detail: 'works; a candidate was scored inside' };
  } catch (error) {
    return { status: 'broken', detail: (error as Error).message };
  }
}
