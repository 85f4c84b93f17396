import type { Options } from 'execa';
import { failure, type Message, type ModelFailure, type ModelProvider, type ModelRequest } from './provider.ts';
import { charactersPerToken, Transcript } from './transcript.ts';

/** Characters of an answer at most: a command that prints more is not answering. */
const maxCharacters = 1 << 20;
/** Milliseconds after the end of a command for its last output to arrive. */
const drainTime = 1000;

/**
 * A command as a model: it reads the conversation on standard input and prints the answer. The name of the model is the
 * command, which the shell runs in the current folder. At the end of the call its whole process group is killed.
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

  // A command shows only in a call whether it works.
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

/** Runs the command to its end, then kills what it has started. `complaint` is the end of its standard error. */
async function run({ model, messages, deadlines }: ModelRequest, signal: AbortSignal) {
  const { execa } = await import('execa'); // loaded on demand: it takes 80 ms
  const input = conversation(messages);
  const child = execa(model, { ...runOptions, input, timeout: deadlines.total, cancelSignal: signal });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    complaint = (complaint + part).slice(-300);
  });
  child.nodeChildProcess.once('exit', () => {
    child.kill(); // the rest of the group
    // A process that has left the group may hold the pipes open without end.
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
  if (exitCode === undefined && !signal)
    return failure('transient', result.originalMessage ?? 'it could not be started');
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

/** A single question as it is; before each turn of a longer conversation a line with its role. */
function conversation(messages: readonly Message[]): string {
  const turns = messages.filter(({ role }) => role !== 'system');
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const said = turns.length === 1 ? [turns[0]!.content] : turns.map(({ role, content }) => `[${role}]\n${content}`);
  return `${[...system, ...said].join('\n\n')}\n`;
}
