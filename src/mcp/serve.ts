import type { Writable } from 'node:stream';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { version } from '../version.ts';
import { registerResources } from './resources.ts';
import type { ServedRun } from './served-run.ts';
import { registerTools } from './tools.ts';

const instructions = `germline searches for better programs. You take part in one run of it.
Work in rounds: "ask" returns a task with a parent program; change it so that it scores better, try your change with
"evaluate" as often as you like, then "tell" the best version with one line on what you changed. Failures are worth
telling too: the search learns from them. "log", "show" and "diff" show what others tried; "best" is the one to beat.`;

/** Serves a run to an agent over standard input and `output`, until the agent goes or `stop` is aborted. */
export async function serveMcp(served: ServedRun, output: Writable, stop: AbortSignal): Promise<void> {
  const server = new McpServer({ name: 'germline', version }, { instructions });
  registerTools(server, served);
  registerResources(server, served);
  const ended = Promise.withResolvers<void>();
  const end = () => ended.resolve();
  server.server.onclose = end;
  if (stop.aborted) end();
  stop.addEventListener('abort', end);
  process.stdin.once('end', end).once('close', end);
  await server.connect(new StdioServerTransport(process.stdin, output));
  await ended.promise;
  await server.close();
}
