import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { failure, type Message, type ModelProvider, type ModelRequest } from './provider.ts';
import { Transcript } from './transcript.ts';
import { Watch } from './watch.ts';

/** Characters of an answer at most; an agent that prints more is not answering. */
const limit = 1 << 20;

/**
 * A command as a model: the conversation on standard input, the answer on standard output. The name of the model is
 * the command, run by the shell in the current folder. When the call ends, so does its whole process group.
 */
export const exec: ModelProvider = {
  probed: false,
  async ask(request, signal) {
    signal.throwIfAborted();
    // A command says nothing while it works, so only the whole is limited.
    const { total } = request.deadlines;
    const watch = new Watch({ firstToken: total + 1, betweenTokens: total + 1, total }, signal);
    const child = spawn(request.model, { shell: true, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    const kill = () => killGroup(child);
    watch.signal.addEventListener('abort', kill, { once: true });
    try {
      return { ...(await run(child, request, watch)), milliseconds: watch.elapsed() };
    } catch (error) {
      return { ...watch.failure(error), milliseconds: watch.elapsed() };
    } finally {
      kill();
      watch.end();
    }
  },

  // Whether a command works is known when it is run.
  inspect: async (model) => ({ name: model }),
  list: async () => [],
};

async function run(child: ChildProcess, { messages, answerTokens }: ModelRequest, watch: Watch) {
  const said = collect(child.stdout!, limit, () => killGroup(child));
  const complaints = collect(child.stderr!, 4096, () => {});
  child.stdin!.on('error', () => {}); // a command need not read its input
  child.stdin!.end(conversation(messages));
  const [code, killedBy] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  killGroup(child); // what it left behind would hold the pipes open
  const text = await said();
  const complaint = (await complaints()).trim().slice(-300);
  watch.signal.throwIfAborted();
  if (text.length > limit) return failure('incomplete', `it printed more than ${limit} characters`);
  if (code === 127 || code === 126) return failure('configuration', `the command cannot be run: ${complaint}`);
  if (code !== 0) return failure('transient', `it ended with ${killedBy ?? `exit code ${code}`}: ${complaint}`);
  const transcript = new Transcript();
  transcript.add(text, '');
  const tokens = { prompt: 0, answer: Math.min(answerTokens, Math.ceil(text.length / 4)), estimated: true } as const;
  return transcript.finish({ stop: 'stop', tokens, milliseconds: 0, loading: 0 });
}

/** A single question as it is; a conversation with a line before each turn that says whose it is. */
function conversation(messages: readonly Message[]): string {
  const turns = messages.filter(({ role }) => role !== 'system');
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const said = turns.length === 1 ? [turns[0]!.content] : turns.map(({ role, content }) => `[${role}]\n${content}`);
  return `${[...system, ...said].join('\n\n')}\n`;
}

/** Collects what a stream says until it ends or a second after it was asked for; `full` is told once it is too much. */
function collect(stream: NodeJS.ReadableStream, most: number, full: () => void): () => Promise<string> {
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => {
    if (text.length <= most) text += part;
    if (text.length > most) full();
  });
  const ended = once(stream, 'close');
  return async () => {
    const timer = setTimeout(() => (stream as unknown as { destroy(): void }).destroy(), 1000);
    await ended.catch(() => {});
    clearTimeout(timer);
    return text;
  };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended, and nothing of it is left.
  }
}
