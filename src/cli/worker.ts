import { availableParallelism } from 'node:os';
import { UsageError } from '../api/errors.ts';
import type { LoadedProblem } from '../api/problem.ts';
import { layersAt } from '../evaluation/jail/choose-jail.ts';
import { isTimed } from '../evaluation/plan.ts';
import { needsOf } from '../evaluation/stage-kind.ts';
import { formatDuration } from '../format.ts';
import { loadProblem } from '../load-problem.ts';
import { machineId, nameOfMachine } from '../remote/machines.ts';
import { usualPace } from '../remote/pace.ts';
import { type Service, serve } from '../remote/serve.ts';
import { connectServer } from '../remote/server.ts';
import { sandboxOption, wholeNumber } from './arguments.ts';
import { defineCommand } from './command.ts';
import { onInterrupt } from './interrupts.ts';
import { givenAddress, readLabel, serverOptions } from './queue.ts';

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
    const say = (text: string) => console.log(text);
    if (!address.isLocal && !address.tls)
      say(`${address.shown} has no TLS: whoever sees the network can read the password.`);
    const { sandbox, name } = argv;
    const slots =
      argv.slots ?? (problems.some(({ problem }) => isTimed(problem.evaluator)) ? 1 : availableParallelism());
    const id = machineId(name);
    const service = serve({ ...{ problems, server, slots, label: argv.label, id, sandbox, pace: usualPace }, say });
    for (const problem of problems)
      say(
        `Serving ${nameOf(problem)} with ${slots} slots as ${nameOfMachine(id)}, sandbox: ${layersAt(sandbox, needsOf(problem)).join(', ')}.`,
      );
    await untilEnded(service, say);
  },
});

/** A problem and which version of it. */
const nameOf = ({ problem, fingerprint }: LoadedProblem) => `${problem.name} (${fingerprint.slice(0, 8)})`;

async function untilEnded(service: Service, say: (text: string) => void): Promise<void> {
  let isAsked = false;
  const release = onInterrupt(() => {
    if (isAsked) process.exit(1);
    isAsked = true;
    say('Finishing what is under way. Press Ctrl-C again to stop now.');
    void service.stop();
  });
  const begun = performance.now();
  const timer = setInterval(
    () =>
      say(`${service.done} evaluations in ${formatDuration(performance.now() - begun)}, ${service.busy} under way.`),
    sayEvery,
  );
  try {
    await service.ended;
  } finally {
    clearInterval(timer);
    release();
    await service.stop();
  }
}
