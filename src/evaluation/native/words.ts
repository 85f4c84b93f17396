import { parseArgsStringToArgv } from 'string-argv';
import type { CommandLine } from '../../api/evaluator.ts';

/** The words of a command: a text is split as a shell does, with quotes, but nothing in it is replaced. */
export function wordsOf(command: CommandLine): readonly string[] {
  return typeof command === 'string' ? parseArgsStringToArgv(command) : command;
}

/** A command as a person reads it. */
export function lineOf(command: CommandLine): string {
  return typeof command === 'string' ? command : command.join(' ');
}
