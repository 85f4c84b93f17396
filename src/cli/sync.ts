import { type Received, type SyncResult, syncRun } from '../compose/sync.ts';
import { readAddress } from '../exchange/address.ts';
import { formatCount, formatNumber } from '../format.ts';
import { populationPath } from '../population-path.ts';
import { jsonOption, populationArgument, sandboxOption } from './arguments.ts';
import { defineCommand } from './command.ts';
import { exchangeOption } from './exchange-options.ts';
import { askingOptions, readQueue } from './queue.ts';
import { commandOf } from './run-result.ts';
import { onStandardError, printJson } from './standard-output.ts';

export const command = defineCommand({
  builder: (yargs) =>
    yargs
      .positional('population', populationArgument)
      .options({
        exchange: { ...exchangeOption, demandOption: true },
        ...askingOptions,
        ...{ sandbox: sandboxOption, json: jsonOption },
      })
      .example('$0 sync circle-packing-26-1 --exchange git@example.org:team/finds.git', 'once, with a run at rest')
      .epilogue(
        'Publishes the winner if an audit confirmed it, and evaluates up to four winners of other runs of the same problem here. ' +
          'During a search, "germline run --exchange" and "germline resume --exchange" do the same again and again.',
      ),
  handler: async ({ population, exchange, sandbox, json, ...argv }) => {
    const options = { address: readAddress(exchange), sandbox, queue: readQueue(argv), reporter: onStandardError };
    const result = await syncRun(await populationPath(population), options);
    if (json) printJson(result);
    else console.log(describe(population, result));
  },
});

function describe(population: string, { isPublished, unaudited, others, received }: SyncResult): string {
  const audit = `#${unaudited} is not published, as no audit confirmed it: ${commandOf('audit', population)}`;
  const own = isPublished
    ? 'The winner is published.'
    : unaudited === undefined
      ? 'There is no winner of its own to publish.'
      : audit;
  return [own, `${formatCount(others, 'other run')} of this problem.`, ...received.map(line)].join('\n');
}

function line({ attempt, run, score, improvedChampion, placement }: Received): string {
  const place = improvedChampion
    ? 'the new champion'
    : placement === 'rejected'
      ? 'no place in its island'
      : 'has a place';
  return `attempt ${attempt}, from run ${run}: ${score === undefined ? 'it fails here' : `score ${formatNumber(score)}, ${place}`}`;
}
