import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { History, Tried } from './history.ts';

/** Attempts whose files are written: the best, and the latest. The others are an index line, and `germline history`. */
const [mostBest, mostLatest] = [100, 100];
/** Failed attempts that are listed for each reason, the latest ones. */
const mostFailures = 20;

/** Writes a history as files: an index by score, the failures by reason, and a folder for each of some attempts. */
export async function writeHistory(history: History, folder: string): Promise<void> {
  const { ranked, failures } = history;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.tsv'), `${[columns, ...ranked.map(indexLine)].join('\n')}\n`);
  await writeFile(join(folder, 'failures.md'), failures.map(failureText).join('\n'));
  const made = [...ranked, ...failures.flatMap(([, tried]) => tried)].filter(({ commit }) => commit !== undefined);
  const latest = made.toSorted((a, b) => b.number - a.number).slice(0, mostLatest);
  for (const tried of new Set([...ranked.slice(0, mostBest), ...latest])) await writeTried(history, tried, folder);
}

const columns = ['attempt', 'result', 'parent', 'by', 'summary'].join('\t');

const indexLine = ({ number, result, parent, by, summary }: Tried): string =>
  [number, result, parent, by, summary].map(oneLine).join('\t');

const oneLine = (value: string | number | undefined) =>
  String(value ?? '')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300);

function failureText([result, tried]: readonly [string, readonly Tried[]]): string {
  const lines = tried.slice(-mostFailures).map(({ number, summary, feedback }) => {
    return `- ${number}: ${oneLine(summary)}${feedback ? `: ${oneLine(feedback)}` : ''}`;
  });
  return `# ${result}: ${tried.length} attempts\n\n${lines.join('\n')}\n`;
}

async function writeTried(history: History, tried: Tried, folder: string): Promise<void> {
  const own = join(folder, String(tried.number).padStart(4, '0'));
  await mkdir(own);
  await writeFile(join(own, 'score'), `${tried.result}\n`);
  await writeFile(join(own, 'feedback'), `${tried.summary}\n\n${tried.feedback}\n`);
  await writeFile(join(own, 'diff'), await history.diff(tried));
}

/** What `germline history` prints. */
export function describeHistory({ ranked, failures }: History): string {
  const best = ranked.slice(0, 20).map(indexLine);
  const ends = failures.map(([result, tried]) => `${tried.length} ${result}`);
  return [`${ranked.length} attempts with a score; the best:`, columns, ...best, '', ...ends].join('\n');
}

/** What `germline history NUMBER` prints. */
export async function describeTried(history: History, number: number, wantsProgram: boolean): Promise<string> {
  const tried = history.find(number);
  if (!tried) return `error: there is no attempt ${number}`;
  if (wantsProgram) return filesText(Object.entries(await history.files(tried)));
  const { result, parent, by, summary, feedback } = tried;
  const origin = parent === undefined ? by : `${by}, from ${parent}`;
  return [`${number} (${origin}): ${result}`, summary, feedback, await history.diff(tried)]
    .filter(Boolean)
    .join('\n\n');
}

const filesText = (files: readonly (readonly [string, string])[]) =>
  files.map(([name, text]) => (files.length === 1 ? text : `==> ${name} <==\n${text}`)).join('\n');
