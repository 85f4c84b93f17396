import { UsageError } from '../api/errors.ts';
import type { ExchangeOptions } from '../compose/exchange.ts';
import { readDuration } from '../config.ts';
import { readAddress } from '../exchange/address.ts';

export const exchangeOption = {
  type: 'string',
  describe:
    'A git remote on which runs of the same problem exchange their winners: an address of ssh or https, or a path',
  requiresArg: true,
} as const;

/** The options by which a search exchanges winners. */
export const exchangeOptions = {
  exchange: exchangeOption,
  'exchange-every': {
    type: 'string',
    default: '10m',
    describe: 'From one exchange to the next, at least 10s',
    requiresArg: true,
  },
} as const;

/** Shortest interval, in milliseconds: every exchange calls the remote twice and more. */
const shortest = 10_000;

/** The options as the engine takes them; undefined where nothing is exchanged. */
export function readExchange(argv: {
  readonly exchange: string | undefined;
  readonly exchangeEvery: string;
}): ExchangeOptions | undefined {
  if (argv.exchange === undefined) return undefined;
  const milliseconds = readDuration(argv.exchangeEvery);
  if (milliseconds < shortest) throw new UsageError('--exchange-every must be at least 10s.');
  return { address: readAddress(argv.exchange), milliseconds };
}
