import { auditRun } from '../compose/audit-run.ts';
import { formatNumber } from '../format.ts';
import { plain } from '../plain.ts';
import { populationPath } from '../population-path.ts';
import { jsonOption, populationArgument, sandboxOption } from './arguments.ts';
import { defineCommand } from './command.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .options({
        top: {
          type: 'number',
          default: 1,
          describe: 'How many, the best first; of several objectives, members of the front',
          requiresArg: true,
        },
        repeat: {
          type: 'number',
          describe: 'Fresh processes for each [default: 1 to 3, by the problem]',
          requiresArg: true,
        },
        record: {
          type: 'boolean',
          default: true,
          describe: 'Record the verdicts; --no-record also works beside a run',
        },
        sandbox: sandboxOption,
        json: jsonOption,
      })
      .example('$0 audit circle-packing-26-1 --top 5', 'the five best')
      .epilogue(
        'A candidate is evaluated in fresh processes, with the stages that the search never ran, and on other seeds where the ' +
          'problem has them. Refuted candidates are champions and parents no more.',
      ),
  handler: async (argv) => {
    const results = [];
    for await (const result of auditRun(await populationPath(argv.population), { ...argv, repetitions: argv.repeat })) {
      results.push(result);
      const { candidate, claimed, audited } = result;
      if (audited.status === 'refuted') process.exitCode = 1;
      if (argv.json) continue;
      const now = audited.status === 'confirmed' ? ` at ${formatNumber(audited.score)}` : '';
      console.log(
        plain(`#${candidate}, which had ${formatNumber(claimed)}: ${audited.status}${now}: ${audited.feedback}`),
      );
      for (const [name, value] of Object.entries(audited.metrics)) console.log(`  ${name} = ${formatNumber(value)}`);
    }
    if (argv.json) console.log(JSON.stringify(results));
  },
});
