import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadProblem } from '../load-problem.ts';
import { serveMcp } from '../mcp/serve.ts';
import { ServedRun } from '../mcp/served-run.ts';
import { freePopulation, populationPath } from '../population-path.ts';
import { openReader } from '../record/git-reader.ts';
import { sandboxOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { onInterrupt } from './interrupts.ts';
import { limits } from './limits.ts';
import { ownStandardOutput } from './standard-output.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('target', {
        type: 'string',
        demandOption: true,
        describe: 'A problem, or a population to continue',
      })
      .options({
        population: {
          type: 'string',
          describe: 'Name or path of the population [default: a new one]',
          requiresArg: true,
        },
        workers: limits.workers,
        sandbox: sandboxOption,
      })
      .example('$0 mcp circle-packing-26', 'a new run, in which the agent is the only proposer')
      .example('$0 mcp circle-packing-26-1', 'takes part in that run, also during a search')
      .epilogue(
        'Speaks the Model Context Protocol on standard input and output. Give your coding agent the command ' +
          '"germline mcp TARGET" as an MCP server: {"mcpServers": {"germline": {"command": "germline", "args": ["mcp", "TARGET"]}}}.',
      ),
  handler: async ({ target, population, workers, sandbox }) => {
    const output = ownStandardOutput(); // before the problem is loaded, which may print
    // The end of standard input says that the agent has gone; a broken output must not end the run before it is closed.
    process.stdout.removeAllListeners('error').on('error', () => {});
    const { problem, name } = await settle(target, population);
    await using served = new ServedRun(problem, { population: name, sandbox, workers });
    const stop = new AbortController();
    const forget = onInterrupt(() => stop.abort());
    process.stderr.write(`germline: serving ${problem}, recorded in ${name}\n`);
    await serveMcp(served, output, stop.signal).finally(forget);
  },
});

/** A population names its problem; a problem gets a population. */
async function settle(target: string, population: string | undefined): Promise<{ problem: string; name: string }> {
  const path = await populationPath(target);
  if (population === undefined && existsSync(join(path, 'HEAD'))) {
    await using reader = await openReader(path);
    return { problem: reader.facts.problem.source, name: target };
  }
  await loadProblem(target);
  return { problem: target, name: population ?? freePopulation(target) };
}
