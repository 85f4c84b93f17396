import { EnvironmentError, FailureError, UsageError } from '../api/errors.ts';
import { didYouMean } from '../did-you-mean.ts';
import { describeFault, faultOf } from '../fault.ts';

interface Described {
  readonly message: string;
  /** Exit code 1: failed, 2: wrong use. */
  readonly code: 1 | 2;
}

/** A known error in words; undefined for a bug. */
export function describeError(error: unknown): Described | undefined {
  if (error instanceof SuppressedError) return describeError(error.suppressed); // what came first; then closing failed, too
  if (!(error instanceof Error)) return undefined;
  if (error instanceof UsageError || error.name === 'YError') return { message: error.message, code: 2 }; // YError: yargs wraps errors of options
  if (error instanceof FailureError || error instanceof EnvironmentError) return { message: error.message, code: 1 };
  const message = describeFault(error);
  return message === undefined ? undefined : { message, code: faultOf(error)?.isMisuse ? 2 : 1 };
}

/** What was typed, and what could have been. */
export interface Typed {
  readonly words: readonly string[];
  /** Each command with its arguments, as `ui <population..>`. */
  readonly usages: readonly string[];
  /** The help text of the command. */
  readonly help: string;
}

/** What yargs says of wrong arguments, in words of ours, with what was probably meant. */
export function clearer(message: string, typed: Typed): string {
  const [line = '', ...rest] = message.split('\n');
  const [, first] = /^Unknown arguments?: ([^,]+)/.exec(line) ?? [];
  if (first !== undefined) return [describeUnknown(line, first, typed), ...rest].join('\n');
  if (line.startsWith('Not enough non-option arguments')) return `Something is missing: ${usageOf(typed)}`;
  const [, name = '', given = '', choices] = /Argument: (\S+), Given: (.*), Choices: (.*)/.exec(message) ?? [];
  return choices === undefined ? message : describeChoice(name, given, choices);
}

/** How the command is called. */
function usageOf({ words: [command = ''], usages }: Typed): string {
  return `germline ${usages.find((usage) => nameOf(usage) === command) ?? command}`;
}

const nameOf = (usage: string) => usage.split(' ', 1)[0]!;

function describeUnknown(line: string, first: string, { words, usages, help }: Typed): string {
  if (first === words[0]) return `There is no command ${first}.${didYouMean(first, usages.map(nameOf))}`;
  return `${line}.${didYouMean(first, optionsIn(help), '--')}`;
}

function describeChoice(name: string, given: string, choices: string): string {
  const [word = '', ...names] = [given, ...choices.split(', ')].map((text) => text.replaceAll('"', ''));
  return `--${name} ${word}: choose one of ${names.join(', ')}.${didYouMean(word, names)}`;
}

/** The options that a help text lists. */
export function optionsIn(help: string): readonly string[] {
  return [...help.matchAll(/--([\w-]+)/g)].map(([, name = '']) => name);
}
