import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is wrong with a path or port that was given, and what to do, by the system's code. */
const misuse: Readonly<Record<string, string>> = {
  EACCES: 'no permission; choose another folder, or change its permissions',
  EPERM: 'not permitted; choose another folder, or change its permissions',
  EROFS: 'the disk is read-only; choose a folder on another one',
  ENOENT: 'there is no such file or folder',
  EEXIST: 'this exists already; choose another place',
  ENOTDIR: 'a part of this path is a file; choose another one',
  EISDIR: 'this is a folder, where a file is expected',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links go round in a circle',
  EADDRINUSE: 'another program listens there; choose another port',
};

/** What the machine has run out of, and what to do. */
const exhaustion: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room, then go on',
  EDQUOT: 'your share of the disk is used up; make room, then go on',
  EMFILE: 'too many files are open; raise the limit, such as by ulimit -n 4096',
  ENFILE: 'too many files are open on this machine; end other programs',
  EAGAIN: 'no further process can be started; raise the limit, such as by ulimit -u 4096, or end other programs',
  ERR_WORKER_INIT_FAILED:
    'no further thread can be started; raise the limits, such as by ulimit -u 4096 -n 4096, or end other programs',
  ENOMEM: 'there is no memory left; end other programs, or pass a smaller --workers',
  EIO: 'the disk fails to read or write; check it',
};

/** A fault of the system in words. */
export interface Fault {
  /** What is wrong, what to do, and the code. */
  readonly says: string;
  /** Whether something else should have been given; otherwise the machine is at fault. */
  readonly isMisuse: boolean;
}

/** The fault behind an error of the system; undefined for any other error. */
export function faultOf(error: unknown): Fault | undefined {
  const { code = '' } = (error ?? {}) as { readonly code?: string };
  const says = misuse[code] ?? exhaustion[code];
  return says === undefined ? undefined : { says: `${says} (${code})`, isMisuse: code in misuse };
}

/** An error of the system, about a path or a port. */
interface SystemError extends NodeJS.ErrnoException {
  readonly dest?: string;
  readonly address?: string;
  readonly port?: number;
}

/** The path or port that an error of the system is about. */
function placeOf({ path, dest, address, port }: SystemError): string | undefined {
  return dest ?? path ?? (port === undefined ? undefined : `${address}:${port}`);
}

/**
 * One line: the place, what is wrong there, and what to do. Undefined for an error of another kind, and where a place is
 * at fault that is not known.
 */
export function describeFault(error: unknown): string | undefined {
  const fault = faultOf(error);
  if (!fault) return undefined;
  const place = placeOf(error as SystemError);
  if (place?.startsWith(join(tmpdir(), 'germline-')))
    return `${place}: ${fault.says}. Temporary files lie in the folder that TMPDIR names.`;
  if (place !== undefined) return `${place}: ${fault.says}.`;
  return fault.isMisuse ? undefined : `${fault.says[0]!.toUpperCase()}${fault.says.slice(1)}.`;
}

/** The same, or the message of an error of another kind. */
export function messageOf(error: unknown): string {
  return describeFault(error) ?? (error as Error).message;
}
