import { UsageError } from '../api/errors.ts';
import { sandboxLevels } from '../evaluation/jail/choose-jail.ts';

/** An option that takes a whole number, at most `to`. */
export function wholeNumber(name: string, from: number, describe: string, to = Number.MAX_SAFE_INTEGER) {
  const coerce = (value: number): number => {
    if (Number.isSafeInteger(value) && value >= from && value <= to) return value;
    const end = to === Number.MAX_SAFE_INTEGER ? '' : ` to ${to}`;
    throw new UsageError(`--${name} must be a whole number from ${from}${end}.`);
  };
  return { type: 'number', requiresArg: true, describe, coerce } as const;
}

/** An option that takes any number. */
export function anyNumber(name: string, describe: string) {
  const coerce = (value: number): number => {
    if (Number.isFinite(value)) return value;
    throw new UsageError(`--${name} must be a number.`);
  };
  return { type: 'number', requiresArg: true, describe, coerce } as const;
}

export const problemArgument = {
  type: 'string',
  demandOption: true,
  describe: 'Name of a problem, or path of its folder',
} as const;

export const populationArgument = {
  type: 'string',
  demandOption: true,
  describe: 'Name or path of a population',
} as const;

export const candidateArgument = {
  type: 'string',
  default: 'champion',
  describe: 'Attempt number, commit id or branch',
} as const;

export const controlOption = {
  type: 'boolean',
  default: false,
  describe: 'Serve the page, and let it change the run: stop, extend, add, hint, audit, note',
} as const;

export const repositoryOption = {
  type: 'string',
  describe: 'Folder of the repository that the run comes from, if it was moved',
  requiresArg: true,
} as const;

export const jsonOption = { type: 'boolean', default: false, describe: 'Print one JSON document' } as const;

export const sandboxOption = {
  choices: sandboxLevels,
  default: 'auto',
  describe:
    'auto: the strongest available; system: refuse to start without a jail; process: no jail; for programs of the system also ' +
    'container: the container around germline is the jail; none: no jail',
} as const;

export const modelOption = {
  type: 'string',
  array: true,
  default: [] as string[],
  describe: 'A model to use, such as name=gemma3:4b,role=breadth',
  requiresArg: true,
} as const;
