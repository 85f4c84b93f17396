import { controlOption, jsonOption, sandboxOption, wholeNumber } from './arguments.ts';
import { defineCommand } from './command.ts';
import { onInterrupt } from './interrupts.ts';
import { openPage } from './open-page.ts';
import { printJson } from './standard-output.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', {
        type: 'string',
        array: true,
        default: [] as string[],
        describe: 'Names or paths of populations; all of yours if left out',
      })
      .options({
        port: { ...wholeNumber('port', 0, 'Port to listen on; 0: any free port', 65_535), default: 0 },
        control: { ...controlOption, describe: 'Let the page change runs: stop, extend, add, hint, audit, note' },
        sandbox: sandboxOption,
        json: { ...jsonOption, describe: 'Print the address as one JSON document' },
      })
      .example('$0 ui circle-packing-26-1', 'during the run, or after it')
      .example('$0 ui tsp-1 tsp-2', 'to compare two runs')
      .example('$0 ui', 'an index of all your runs')
      .example('$0 ui circle-packing-26-1 --control', 'with stars, notes, hints and programs from the page')
      .epilogue(
        'Only this machine can reach the page, and only with the token in the address. To keep the same token, set ' +
          'GERMLINE_UI_TOKEN; Prometheus sends it to /metrics as bearer token.',
      ),
  handler: async (argv) => {
    const page = await openPage(argv.population, argv);
    if (argv.json) printJson({ url: page.url });
    else console.log(`${page.url}\nPress Ctrl-C to stop.`);
    await new Promise<void>((resolve) => onInterrupt(resolve));
    await page.close();
  },
});
