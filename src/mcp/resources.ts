import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { ReadResourceResult } from '@modelcontextprotocol/sdk/types.js';
import { readReport } from '../compose/read-report.ts';
import type { RunRecord } from '../record/read-record.ts';
import { renderMarkdown } from '../report/markdown.ts';
import type { ServedRun } from './served-run.ts';

/** Programs of the record, and the report. */
export function registerResources(server: McpServer, served: ServedRun): void {
  const list = () => served.read(listPrograms).catch(() => ({ resources: [] })); // nothing was tried yet
  server.registerResource(
    'program',
    new ResourceTemplate('germline://programs/{candidate}', { list }),
    { title: 'A program of the population', description: 'The files of a candidate', mimeType: 'text/plain' },
    async (uri, { candidate }) => served.read((record) => readProgramFiles(record, uri, String(candidate))),
  );
  server.registerResource(
    'report',
    'germline://report',
    { title: 'Report', description: 'What improved, how, and at what cost', mimeType: 'text/markdown' },
    async (uri) => served.read((record) => readMarkdown(record, uri, served.options)),
  );
}

async function listPrograms({ branches }: RunRecord) {
  const resources = branches.map((name) => ({ uri: `germline://programs/${encodeURIComponent(name)}`, name }));
  return { resources };
}

async function readProgramFiles(record: RunRecord, uri: URL, candidate: string): Promise<ReadResourceResult> {
  const files = await record.files(record.find(decodeURIComponent(candidate)));
  const contents = Object.entries(files).map(([name, text]) => ({
    uri: `${uri.href}#${name}`,
    mimeType: 'text/plain',
    text,
  }));
  return { contents };
}

async function readMarkdown(
  record: RunRecord,
  uri: URL,
  { population, sandbox }: ServedRun['options'],
): Promise<ReadResourceResult> {
  const { facts, texts } = await readReport(record, population, sandbox);
  return { contents: [{ uri: uri.href, mimeType: 'text/markdown', text: renderMarkdown(facts, texts, []) }] };
}
