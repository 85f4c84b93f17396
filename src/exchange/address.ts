import { resolve } from 'node:path';
import { UsageError } from '../api/errors.ts';

const schemes = /^(?:https|ssh|file):\/\/./;
/** The short form of ssh, such as `git@host:team/finds.git`. */
const short = /^(?:[\w.-]+@)?[\w][\w.-]*:(?![:/]{2})./;

/**
 * The address of a git remote as git takes it from any folder: https, ssh or a path. @throws {UsageError} for other ones:
 * some of git's run programs.
 */
export function readAddress(text: string): string {
  if (text === '' || text.startsWith('-')) throw new UsageError(`'${text}' is no address of a git remote.`);
  if (schemes.test(text)) return text;
  if (/^[\w+.-]+::|:\/\//.test(text))
    throw new UsageError(`${shownAddress(text)}: finds are exchanged over https, ssh or a path, and nothing else.`);
  return short.test(text) ? text : resolve(text);
}

/** The same without a password or token, for people. */
export function shownAddress(address: string): string {
  return address.replace(/^([\w+.-]+:\/\/)[^/]*@/, '$1');
}
