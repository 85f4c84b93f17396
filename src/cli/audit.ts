import { auditRun } from '../compose/audit-run.ts';
import { formatNumber } from '../format.ts';
import { plainAfter } from '../plain.ts';
import { populationPath } from '../population-path.ts';
import { jsonOption, populationArgument, sandboxOption, wholeNumber } from './arguments.ts';
import { defineCommand } from './command.ts';
import { askingOptions, readQueue } from './queue.ts';
import { onStandardError, printJson } from './standard-output.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .options({
        top: {
          ...wholeNumber(
            'top',
            1,
            'Number of candidates, the best first; with several objectives, of the front [default: 1, or all of --machine]',
          ),
        },
        machine: {
          type: 'string',
          describe: 'Only candidates that this machine scored over a queue, by the name that "germline show" prints',
          requiresArg: true,
        },
        repeat: wholeNumber('repeat', 1, 'Fresh processes per candidate [default: 1 to 3, depending on the problem]'),
        record: {
          type: 'boolean',
          default: true,
          describe: 'Record the verdicts; --no-record also works during a run',
        },
        ...askingOptions,
        sandbox: sandboxOption,
        json: jsonOption,
      })
      .epilogue('Exit code 1 where a candidate is refuted.')
      .example('$0 audit circle-packing-26-1 --top 5', 'the five best candidates')
      .example('$0 audit my-problem-1 --machine mini-2', 'the best that mini-2 scored')
      .epilogue(
        'Candidates are evaluated in fresh processes, on other seeds, and with the stages that the search never ran. A refuted ' +
          'candidate is no longer used as champion or parent.',
      ),
  handler: async (argv) => {
    const results = [];
    const { top, machine, repeat: repetitions, record, sandbox } = argv;
    const options = { top, machine, repetitions, record, sandbox, queue: readQueue(argv), reporter: onStandardError };
    for await (const result of auditRun(await populationPath(argv.population), options)) {
      results.push(result);
      const { candidate, claimed, audited } = result;
      if (audited.status === 'refuted') process.exitCode = 1;
      if (argv.json) continue;
      const now = audited.status === 'confirmed' ? ` at ${formatNumber(audited.score)}` : '';
      const verdict = `${audited.status}${now}: ${plainAfter(audited.feedback)}`;
      console.log(`#${candidate}, score ${formatNumber(claimed)}: ${verdict}`);
      for (const [name, value] of Object.entries(audited.metrics)) console.log(`  ${name} = ${formatNumber(value)}`);
    }
    if (argv.json) printJson(results);
    else if (results.length === 0) console.log('None of the best candidates is such a one.');
  },
});
