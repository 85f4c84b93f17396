import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { remember } from './cache.ts';
import { faultOf } from './fault.ts';

/** No parser is asked to read a longer text, in characters. */
const longest = 500_000;
/** Every level takes a word or sign, and so few of them are nested bearably however they are arranged. */
const harmless = 1000;
/** So many words and signs the parser bears in the stack of this thread, whatever they are. */
const bearable = 5000;

/**
 * Why a text must not be parsed, if so. The parsers are native code that recurses: a text nested some thousand levels
 * deep (models that repeat themselves write such) ends the process, or leaves the remover of types broken for all that
 * come after it.
 */
export const unbearable: (text: string, name: string) => string | undefined = remember(256, (text, name) => {
  if (text.length > longest) return `it is longer than ${longest} characters`;
  const size = text.match(/[\w$]+|[^\w$\s]/g)?.length ?? 0;
  if (size <= harmless) return undefined;
  return size <= bearable ? faultOf(text, name) : faultFoundByThread(text, name);
});

interface Prober {
  readonly port: MessagePort;
  /** Counts the answers. */
  readonly answered: Int32Array;
}
let prober: Prober | undefined;

/** Asks the thread that has room for the deepest nesting which `longest` characters can hold. */
function faultFoundByThread(text: string, name: string): string | undefined {
  prober ??= openProber();
  const { port, answered } = prober;
  const before = Atomics.load(answered, 0);
  port.postMessage({ text, name });
  Atomics.wait(answered, 0, before);
  return receiveMessageOnPort(port)!.message;
}

function openProber(): Prober {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const file = import.meta.url.endsWith('.ts') ? './nesting-thread.ts' : './nesting-thread.js';
  new Worker(new URL(file, import.meta.url), {
    workerData: { port: port2, answered } satisfies ProberData,
    transferList: [port2],
    execArgv: [],
    resourceLimits: { stackSizeMb: 512 },
  }).unref();
  port1.unref();
  return { port: port1, answered };
}

/** What the thread is given. */
export interface ProberData {
  readonly port: MessagePort;
  readonly answered: Int32Array;
}
