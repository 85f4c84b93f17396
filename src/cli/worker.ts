import { availableParallelism } from 'node:os';
import { UsageError } from '../api/errors.ts';
import type { LoadedProblem } from '../api/problem.ts';
import { layersAt } from '../evaluation/jail/choose-jail.ts';
import { isTimed } from '../evaluation/plan.ts';
import { needsOf } from '../evaluation/stage-kind.ts';
import { formatDuration } from '../format.ts';
import { loadProblem } from '../load-problem.ts';
import type { QueueAddress } from '../remote/address.ts';
import { machineId, nameOfMachine } from '../remote/machines.ts';
import { usualPace } from '../remote/pace.ts';
import { placeOf } from '../remote/place.ts';
import { type ServeOptions, type Service, serve } from '../remote/serve.ts';
import { connectServer } from '../remote/server.ts';
import type { WorkerEvent } from '../remote/worker-event.ts';
import { jsonOption, sandboxOption, wholeNumber } from './arguments.ts';
import { defineCommand } from './command.ts';
import { onInterrupt } from './interrupts.ts';
import { givenAddress, readLabel, serverOptions } from './queue.ts';
import { printJson } from './standard-output.ts';

/** How often a worker says what it has done, in milliseconds. */
const sayEvery = 60_000;

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('problem', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Names of problems, or paths of their folders',
      })
      .options({
        ...serverOptions,
        slots: wholeNumber('slots', 1, 'Evaluations at once [default: one per core; 1 where times are measured]', 1024),
        label: {
          type: 'string',
          describe: 'Serve only stages with this label, and runs that pass it with --on',
          requiresArg: true,
          coerce: readLabel('label'),
        },
        name: { type: 'string', describe: "The machine's name [default: its host name]", requiresArg: true },
        sandbox: sandboxOption,
        json: { ...jsonOption, describe: 'Print a JSON document for each event, one a line' },
      })
      .example('$0 worker online-bin-packing --queue redis://127.0.0.1', 'on the machine of the run')
      .example(
        'GERMLINE_QUEUE=rediss://:PASSWORD@box-1 $0 worker ./my-problem',
        'the password is in no list of processes',
      )
      .epilogue(
        'Ctrl-C finishes what is under way; twice stops at once, and another machine takes over. docs/machines.md has more.',
      ),
  handler: async (argv) => {
    const address = givenAddress(argv);
    if (!address)
      throw new UsageError('A worker needs the address of a queue server: pass --queue, or set $GERMLINE_QUEUE.');
    const problems = await Promise.all(argv.problem.map((spec) => loadProblem(spec)));
    await using server = await connectServer(address);
    const hear = argv.json ? printJson : printEvent;
    for (const text of warnings(address, problems, argv.label)) hear({ event: 'notice', text });
    const { sandbox, name, label, slots = usualSlots(problems) } = argv;
    const options = { problems, server, slots, label, id: machineId(name), sandbox, pace: usualPace, hear };
    const service = serve(options);
    for (const problem of problems) hear(servingOf(problem, options));
    await untilEnded(service, hear);
  },
});

function usualSlots(problems: readonly LoadedProblem[]): number {
  return problems.some(({ problem }) => isTimed(problem.evaluator)) ? 1 : availableParallelism();
}

function warnings(
  { isLocal, tls, shown }: QueueAddress,
  problems: readonly LoadedProblem[],
  own: string | undefined,
): readonly string[] {
  const idle = problems.flatMap(({ problem: { name, evaluator } }) => {
    const { label } = placeOf(evaluator, { own });
    if (label === own) return [];
    return [`A stage of ${name} has the label ${label}, and runs ask only machines with it: pass --label ${label}.`];
  });
  return isLocal || tls ? idle : [`${shown} has no TLS: whoever sees the network can read the password.`, ...idle];
}

function servingOf(loaded: LoadedProblem, options: ServeOptions): WorkerEvent {
  const { problem, fingerprint } = loaded;
  const { slots, label = null, sandbox, id } = options;
  const layers = layersAt(sandbox, needsOf(loaded));
  const machine = nameOfMachine(id);
  return { event: 'serving', machine, problem: problem.name, fingerprint, slots, label, sandbox: layers };
}

/** Prints an event for people, who see no single job. */
function printEvent(event: WorkerEvent): void {
  const text = textOf(event);
  if (text !== undefined) console.log(text);
}

function textOf(event: WorkerEvent): string | undefined {
  switch (event.event) {
    case 'serving': {
      const { problem, fingerprint, slots, machine, sandbox } = event;
      return `Serving ${problem} (${fingerprint.slice(0, 8)}) with ${slots} slots as ${machine}, sandbox: ${sandbox.join(', ')}.`;
    }
    case 'notice':
      return event.text;
    case 'progress':
      return `${event.evaluations} evaluations in ${formatDuration(event.milliseconds)}, ${event.busy} under way.`;
    case 'away':
      return 'The queue does not answer; waiting for it.';
    case 'back':
      return 'The queue is back.';
    case 'stopping':
      return 'Finishing what is under way. Press Ctrl-C again to stop now.';
    default:
      return undefined; // an error says why it ends
  }
}

async function untilEnded(service: Service, hear: (event: WorkerEvent) => void): Promise<void> {
  let isAsked = false;
  const release = onInterrupt(() => {
    if (isAsked) process.exit(1);
    isAsked = true;
    hear({ event: 'stopping' });
    void service.stop();
  });
  const begun = performance.now();
  const tell = () => {
    const milliseconds = Math.round(performance.now() - begun);
    hear({ event: 'progress', evaluations: service.done, busy: service.busy, milliseconds });
  };
  const timer = setInterval(tell, sayEvery);
  try {
    await service.ended;
  } finally {
    clearInterval(timer);
    release();
    await service.stop();
    hear({ event: 'ended', evaluations: service.done });
  }
}
