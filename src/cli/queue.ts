import { UsageError } from '../api/errors.ts';
import type { QueueOptions } from '../compose/options.ts';
import { label } from '../problem-file/fields.ts';
import { readAddress } from '../remote/address.ts';

const caOption = {
  type: 'string',
  describe: "A file with the certificate of the queue server's authority",
  requiresArg: true,
} as const;

const queueOption = { type: 'string', requiresArg: true } as const;

/** Reads the label of an option. @throws {UsageError} for one that no machine can have. */
export function readLabel(option: string): (value: string) => string {
  return (value) => {
    if (label.safeParse(value).success) return value;
    throw new UsageError(`--${option} must be letters, digits and hyphens, at most 40.`);
  };
}

/** The options of commands whose programs other machines may score. */
export const queueOptions = {
  queue: {
    ...queueOption,
    describe: 'Let other machines score the programs: redis://… or rediss://… [default: $GERMLINE_QUEUE]',
  },
  on: {
    type: 'string',
    describe: 'Only machines with this label, for all stages [default: the label of a stage]',
    requiresArg: true,
    coerce: readLabel('on'),
  },
  label: {
    type: 'string',
    describe: 'This machine has this label, too: it checks what others find, and audits',
    requiresArg: true,
    coerce: readLabel('label'),
  },
  ca: caOption,
} as const;

/** The options of commands that ask other machines only where this one cannot run all stages. */
export const askingOptions = {
  queue: {
    ...queueOption,
    describe: 'Where a stage has a label, machines with it score over this queue [default: $GERMLINE_QUEUE]',
  },
  label: { ...queueOptions.label, describe: 'This machine has this label, so it needs no other' },
  ca: caOption,
} as const;

/** The options of a machine that scores programs. */
export const serverOptions = {
  queue: { ...queueOption, describe: 'The queue server: redis://… or rediss://… [default: $GERMLINE_QUEUE]' },
  ca: caOption,
} as const;

/** The address that was given, or that of the environment; it is no default of yargs, which would print it with --help. */
export function givenAddress({ queue, ca }: { readonly queue: string | undefined; readonly ca: string | undefined }) {
  const text = queue ?? process.env.GERMLINE_QUEUE;
  return text === undefined || text === '' ? undefined : readAddress(text, ca);
}

/** @throws {UsageError} for an address that is none. */
export function readQueue(argv: {
  readonly queue: string | undefined;
  readonly on?: string | undefined;
  readonly label: string | undefined;
  readonly ca: string | undefined;
}): QueueOptions | undefined {
  const address = givenAddress(argv);
  return address && { address, on: argv.on, own: argv.label };
}
