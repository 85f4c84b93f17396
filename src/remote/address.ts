import { readFileSync } from 'node:fs';
import { UsageError } from '../api/errors.ts';

/** A queue server, and how to get in. */
export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
  readonly tls: boolean;
  /** Certificates of an authority of the user's own, as PEM. */
  readonly ca: string | undefined;
  /** The address for messages, without the password. */
  readonly shown: string;
  /** Whether it is on this machine. */
  readonly isLocal: boolean;
}

const form = 'redis://[[user]:password@]host[:6379][/database], or rediss:// with TLS';

/**
 * Reads `redis://…` or `rediss://…`. Messages never repeat it, as it may hold a password.
 *
 * @throws {UsageError} where it is none, or has no password beyond this machine.
 */
export function readAddress(text: string, caFile?: string): QueueAddress {
  const url = URL.parse(text);
  if (!url || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '')
    throw new UsageError(`--queue must be ${form}.`);
  if (!/^(\/\d*)?$/.test(url.pathname))
    throw new UsageError('--queue must end with the number of a database, or with none.');
  const tls = url.protocol === 'rediss:';
  if (caFile !== undefined && !tls) throw new UsageError('--ca is for TLS: --queue must begin with rediss://.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isLocal = host === 'localhost' || host === '::1' || /^127\./.test(host);
  const shown = `${url.protocol}//${url.host}${url.pathname}`;
  if (!isLocal && url.password === '')
    throw new UsageError(
      `${shown} has no password, and whoever reaches such a server can run programs on it. Set one (requirepass), and pass --queue redis://:PASSWORD@… or $GERMLINE_QUEUE.`,
    );
  return {
    ...{ host, tls, isLocal, shown },
    port: url.port === '' ? 6379 : Number(url.port),
    username: decodeURIComponent(url.username) || undefined,
    password: decodeURIComponent(url.password) || undefined,
    database: Number(url.pathname.slice(1)),
    ca: caFile === undefined ? undefined : readCertificates(caFile),
  };
}

function readCertificates(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`--ca ${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
