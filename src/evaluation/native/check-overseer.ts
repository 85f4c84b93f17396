import { EnvironmentError } from '../../api/errors.ts';
import { isExecutable } from '../jail/find-jail.ts';
import { adviceFor } from './install-advice.ts';

/** Finds before the first program runs what its overseer needs. @throws {EnvironmentError} with what to install. */
export function checkOverseer(perl = '/usr/bin/perl'): void {
  if (process.platform !== 'linux')
    throw new EnvironmentError(`Native programs run on Linux only; this is ${process.platform}.`);
  if (!isExecutable(perl)) throw new EnvironmentError(`This machine has no ${perl}. ${adviceFor('perl')}`);
}
