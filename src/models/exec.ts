import type { Options } from 'execa';
import { failure, type Message, type ModelFailure, type ModelProvider, type ModelRequest } from './provider.ts';
import { charactersPerToken, Transcript } from './transcript.ts';

/** Characters of an answer at most; an agent that prints more is not answering. */
const maxCharacters = 1 << 20;
/** Milliseconds after the end of a command in which its last output may still arrive. */
const drainTime = 1000;

/**
 * A command as a model: the conversation on standard input, the answer on standard output. The name of the model is
 * the command, run by the shell in the current folder. When the call ends, so does its whole process group.
 */
export const exec: ModelProvider = {
  probed: false,
  async ask(request, signal) {
    signal.throwIfAborted();
    const began = performance.now();
    const ended = await run(request, signal);
    signal.throwIfAborted();
    const answer = failureOf(ended, request) ?? answerOf(ended.result.stdout, request);
    return { ...answer, milliseconds: Math.round(performance.now() - began) };
  },

  // Whether a command works is known when it is run.
  inspect: async (model) => ({ name: model }),
  list: async () => [],
};

const runOptions = {
  shell: true,
  reject: false,
  stripFinalNewline: false,
  maxBuffer: { stdout: maxCharacters },
  buffer: { stderr: false },
  killDescendants: true,
  killSignal: 'SIGKILL',
} as const satisfies Options;

/** Runs the command to its end, and with it what it started; `complaint` is the end of what it wrote to stderr. */
async function run({ model, messages, deadlines }: ModelRequest, signal: AbortSignal) {
  const { execa } = await import('execa'); // 80 ms to load, which no run without commands pays
  const input = conversation(messages);
  const child = execa(model, { ...runOptions, input, timeout: deadlines.total, cancelSignal: signal });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    complaint = (complaint + part).slice(-300);
  });
  child.nodeChildProcess.once('exit', () => {
    child.kill(); // what it left behind
    // A process that left the group may hold the pipes open for as long as it likes.
    setTimeout(() => [child.stdout, child.stderr].map((pipe) => pipe.destroy()), drainTime).unref();
  });
  return { result: await child, complaint: complaint.trim() };
}

type Ended = Awaited<ReturnType<typeof run>>;

function failureOf({ result, complaint }: Ended, { deadlines }: ModelRequest): ModelFailure | undefined {
  const { exitCode, signal } = result;
  if (result.timedOut) return failure('incomplete', `it was not finished after ${deadlines.total / 1000} s`);
  if (result.isMaxBuffer) return failure('incomplete', `it printed more than ${maxCharacters} characters`);
  if (exitCode === 127 || exitCode === 126) return failure('configuration', `the command cannot be run: ${complaint}`);
  if (!result.failed) return undefined;
  if (exitCode === undefined && !signal) return failure('transient', result.originalMessage ?? 'it was not started');
  return failure('transient', `it ended with ${signal ?? `exit code ${exitCode}`}: ${complaint}`);
}

/** A command counts no tokens: they are estimated. */
function answerOf(text: string, { messages, answerTokens }: ModelRequest) {
  const transcript = new Transcript(messages);
  transcript.add(text, '');
  const answer = Math.min(answerTokens, Math.ceil(text.length / charactersPerToken));
  const tokens = { ...transcript.estimated(), answer };
  return transcript.finish({ stop: 'stop', tokens, milliseconds: 0, loading: 0 });
}

/** A single question as it is; a conversation with a line before each turn that says whose it is. */
function conversation(messages: readonly Message[]): string {
  const turns = messages.filter(({ role }) => role !== 'system');
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const said = turns.length === 1 ? [turns[0]!.content] : turns.map(({ role, content }) => `[${role}]\n${content}`);
  return `${[...system, ...said].join('\n\n')}\n`;
}
