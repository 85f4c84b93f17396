import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { directionOf } from '../api/direction.ts';
import { EnvironmentError, FailureError, UsageError } from '../api/errors.ts';
import { listProblems, loadProblem } from '../load-problem.ts';
import type { RunRecord } from '../record/read-record.ts';
import { originOf } from '../report/ancestry.ts';
import { inBrief, withoutTranscript } from './brief.ts';
import { withProgress } from './progress.ts';
import type { ServedRun } from './served-run.ts';

const files = z.record(z.string(), z.string()).describe('the whole text of every file of the program, by file name');
const candidate = z.string().describe('attempt number, commit id, or a branch such as champion or island/0');
const reads = { readOnlyHint: true } as const;

type Register = (server: McpServer, served: ServedRun) => void;

const ask: Register = (server, served) =>
  server.registerTool(
    'ask',
    {
      title: 'Ask for a task',
      description:
        'Returns a task: the problem, a parent program to change, its score and feedback, other good programs, what was ' +
        'tried already, hints from people. Change the parent so that it scores better, then tell. A task lasts an hour.',
      inputSchema: {
        island: z.number().int().min(0).optional().describe('draw the parent from this island'),
        parent: z.number().int().min(0).optional().describe('change this candidate, by its attempt number'),
      },
    },
    (options) => answer(() => served.use((run) => run.ask(options))),
  );

const evaluate: Register = (server, served) =>
  server.registerTool(
    'evaluate',
    {
      title: 'Evaluate a program',
      description:
        'Scores a program in the sandbox without recording it. Use it as often as you like before you tell; the same ' +
        'program is never scored twice.',
      inputSchema: { files },
      annotations: reads,
    },
    (program, extra) =>
      answer(() => withProgress(extra, () => served.use((run) => run.evaluate(program, extra.signal)))),
  );

const tell: Register = (server, served) =>
  server.registerTool(
    'tell',
    {
      title: 'Tell what you made of a task',
      description:
        'Records your program as a child of the parent in the task: it is evaluated, and gets a place in the population if ' +
        'it is good or different. Returns its outcome. Text outside EVOLVE-BLOCK markers must stay as it is.',
      inputSchema: {
        task: z.string().describe('the id of the task'),
        files,
        summary: z.string().max(200).describe('one line: what you changed, and why it should help'),
        mate: z.number().int().min(0).optional().describe('the inspiration whose code you used too, if any'),
        by: z.string().max(60).optional().describe('your name, if it is another than that of your client'),
      },
    },
    ({ task, files, summary, mate, by = clientName(server) }, extra) =>
      answer(() => {
        const told = { program: { files }, by, summary, ...(mate !== undefined && { mate }) };
        return withProgress(extra, () => served.use((run) => run.tell({ id: task }, told)));
      }),
  );

const best: Register = (server, served) =>
  server.registerTool(
    'best',
    {
      title: 'The best program',
      description: 'Returns the best candidate: score, metrics, files.',
      annotations: reads,
    },
    () => answer(() => served.use((run) => run.best())),
  );

const show: Register = (server, served) =>
  server.registerTool(
    'show',
    {
      title: 'Show an attempt',
      description: 'Returns one attempt: where it came from, its outcome with feedback, its files.',
      inputSchema: { candidate },
      annotations: reads,
    },
    ({ candidate }) =>
      answer(() =>
        served.read(async (record) => {
          const entry = record.find(candidate);
          return { ...withoutTranscript(entry.attempt), files: entry.commit ? await record.files(entry) : null };
        }),
      ),
  );

const diff: Register = (server, served) =>
  server.registerTool(
    'diff',
    {
      title: 'Compare two programs',
      description: 'Returns the patch that makes one candidate of another.',
      inputSchema: {
        from: candidate.optional().describe('the initial program unless given'),
        to: candidate.default('champion'),
      },
      annotations: reads,
    },
    ({ from, to }) => text(() => served.read((record) => patchOf(record, from, to))),
  );

const log: Register = (server, served) =>
  server.registerTool(
    'log',
    {
      title: 'The latest attempts',
      description: 'Returns the latest attempts, the newest first: what was tried and its result.',
      inputSchema: { count: z.number().int().min(1).max(200).default(20) },
      annotations: reads,
    },
    ({ count }) => answer(() => served.latest(count).then((entries) => entries.map(({ attempt }) => inBrief(attempt)))),
  );

const problems: Register = (server, served) =>
  server.registerTool(
    'problems',
    {
      title: 'Problems',
      description:
        'Returns the problem of this run, its population, and the names of the problems that come with germline.',
      annotations: reads,
    },
    () => answer(() => describeProblems(served)),
  );

/** Offers the three verbs of a run, and what a client needs to see of its record. */
export function registerTools(server: McpServer, served: ServedRun): void {
  for (const register of [ask, evaluate, tell, best, show, diff, log, problems]) register(server, served);
}

async function patchOf(record: RunRecord, from: string | undefined, to: string): Promise<string> {
  const changed = record.find(to);
  return await record.patch(from === undefined ? originOf(record, changed) : record.find(from), changed);
}

async function describeProblems({ problem, options: { population } }: ServedRun) {
  const loaded = (await loadProblem(problem)).problem;
  const { name, statement, knownBest } = loaded;
  const here = { name, statement: statement.trim(), direction: directionOf(loaded), knownBest, population };
  return { here, others: await listProblems() };
}

/** The name of the agent's client. */
function clientName({ server }: McpServer): string {
  return server.getClientVersion()?.name.slice(0, 60) || 'agent';
}

/** The result of a tool as JSON. What the caller did wrong is an error that it can read; a bug is thrown. */
async function answer(work: () => Promise<unknown>): Promise<CallToolResult> {
  return await text(async () => JSON.stringify(await work(), null, 1) ?? 'null');
}

async function text(work: () => Promise<string>): Promise<CallToolResult> {
  try {
    return { content: [{ type: 'text', text: await work() }] };
  } catch (error) {
    const isKnown = [UsageError, EnvironmentError, FailureError].some((known) => error instanceof known);
    if (!isKnown) throw error;
    return { isError: true, content: [{ type: 'text', text: (error as Error).message }] };
  }
}
