import { once } from 'node:events';
import { basename } from 'node:path';
import { UsageError } from '../api/errors.ts';
import { type Observation, observeRun } from '../compose.ts';
import { readPage } from '../ui/server/page-files.ts';
import { serve } from '../ui/server/serve.ts';
import { jsonOption, sandboxOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { populationPath } from './population-path.ts';

export const ui = defineCommand({
  command: 'ui <population..>',
  describe: 'A page on this machine: runs, lineages, archives and pictures, live while they go on',
  builder: (yargs) =>
    yargs
      .positional('population', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Names or paths of populations',
      })
      .options({
        port: { type: 'number', default: 0, describe: 'Port to listen at; 0: a free one', requiresArg: true },
        sandbox: sandboxOption,
        json: { ...jsonOption, describe: 'Print the address as one JSON document' },
      })
      .example('$0 ui circle-packing-26-1', 'while the run goes on, or after it')
      .example('$0 ui tsp-1 tsp-2', 'to compare two runs')
      .epilogue(
        'Only this machine can reach the page, and only with the token in the address. For a token that does not change, ' +
          'put one into the environment as GERMLINE_UI_TOKEN; Prometheus sends it as bearer token to /metrics.',
      ),
  handler: async (argv) => {
    const token = tokenOf(process.env.GERMLINE_UI_TOKEN);
    const [page, observations] = await Promise.all([readPage(), observeAll(argv.population, argv.sandbox)]);
    const runs = observations.map(({ observed }) => observed);
    const served = await serve({ port: argv.port, token, runs, page });
    console.log(argv.json ? JSON.stringify({ url: served.url }) : `${served.url}\nCtrl-C ends it.`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await Promise.all([served.close(), ...observations.map((one) => one.close())]);
  },
});

function tokenOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[\w-]{16,200}$/.test(text)) return text;
  throw new UsageError('GERMLINE_UI_TOKEN must be 16 or more letters, digits, - or _.');
}

/** All of them, or none where one cannot be read. */
async function observeAll(names: readonly string[], sandbox: Parameters<typeof observeRun>[1]): Promise<Observation[]> {
  const opened = await Promise.allSettled(
    names.map((name, id) => observeRun({ id, name: basename(name, '.git'), path: populationPath(name) }, sandbox)),
  );
  const open = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = opened.find((one) => one.status === 'rejected');
  if (!failed) return open;
  await Promise.all(open.map((one) => one.close()));
  throw failed.reason;
}
