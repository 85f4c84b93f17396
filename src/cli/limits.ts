import { readClockTime, readDuration } from '../config.ts';
import { jsonOption, sandboxOption } from './arguments.ts';

/** The options that `run` and `resume` have in common. */
export const limits = {
  attempts: { type: 'number', describe: 'End after this many attempts', requiresArg: true },
  evaluations: {
    type: 'number',
    describe: 'End after this many programs were scored, those within searches counted',
    requiresArg: true,
  },
  for: { type: 'string', describe: 'End after this much time, such as 90s, 20m or 8h', requiresArg: true },
  until: { type: 'string', describe: 'End at this time of day, such as 07:00', requiresArg: true },
  target: { type: 'number', describe: 'End when a candidate scores this much', requiresArg: true },
  patience: {
    type: 'string',
    describe: 'End when the best score has not risen for this long: a time such as 2h, or a number of attempts',
    requiresArg: true,
  },
  money: { type: 'number', describe: 'End when the models have cost this much, in US dollars', requiresArg: true },
  workers: { type: 'number', describe: 'Evaluations at once [default: one per core]', requiresArg: true },
  sandbox: sandboxOption,
  answers: {
    type: 'string',
    describe: 'Give the recorded answers of this file in place of asking models',
    requiresArg: true,
  },
  json: { ...jsonOption, describe: 'Print the result as one JSON document; progress goes to stderr' },
} as const;

/** The limits as the engine takes them; undefined where not given. */
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
