import { readClockTime, readDuration } from '../config.ts';
import { anyNumber, jsonOption, sandboxOption, wholeNumber } from './arguments.ts';

/** The options that `run` and `resume` have in common. */
export const limits = {
  attempts: wholeNumber('attempts', 1, 'Stop after this many attempts'),
  evaluations: wholeNumber(
    'evaluations',
    1,
    'Stop after scoring this many programs, including those that tuners score',
  ),
  for: { type: 'string', describe: 'Stop after this much time, such as 90s, 20m or 8h', requiresArg: true },
  until: { type: 'string', describe: 'Stop at this time of day, such as 07:00', requiresArg: true },
  target: anyNumber('target', 'Stop when a candidate has this score, or a better one'),
  patience: {
    type: 'string',
    describe: 'Stop after this long without improvement: a time such as 2h, or a number of attempts',
    requiresArg: true,
  },
  money: anyNumber('money', 'Stop when models have cost this much, in US dollars'),
  workers: wholeNumber('workers', 1, 'Concurrent evaluations [default: one per core]', 1024),
  sandbox: sandboxOption,
  answers: {
    type: 'string',
    describe: 'Use the recorded answers of this file, also one in the folder of the problem, instead of calling models',
    requiresArg: true,
  },
  json: { ...jsonOption, describe: 'Print the result as one JSON document; progress goes to standard error' },
} as const;

/** The limits in the units of the engine; undefined where not given. */
export function readLimits(argv: {
  readonly attempts: number | undefined;
  readonly evaluations: number | undefined;
  readonly for: string | undefined;
  readonly until: string | undefined;
  readonly target: number | undefined;
  readonly patience: string | undefined;
  readonly money: number | undefined;
}) {
  return {
    attempts: argv.attempts,
    evaluations: argv.evaluations,
    milliseconds: argv.for === undefined ? undefined : readDuration(argv.for),
    until: argv.until === undefined ? undefined : readClockTime(argv.until, new Date()),
    target: argv.target,
    money: argv.money,
    ...readPatience(argv.patience),
  };
}

/** A number of attempts, or a time. */
function readPatience(text: string | undefined) {
  const isCount = text !== undefined && /^\d+$/.test(text);
  return {
    patienceAttempts: isCount ? Number(text) : undefined,
    patienceMilliseconds: text === undefined || isCount ? undefined : readDuration(text),
  };
}
