import { UsageError } from '../api/errors.ts';

/** An address that an agent may reach. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Reads `api.example.com` or `127.0.0.1:11434`; the port is 443 unless it is given. @throws {UsageError} */
export function readAddress(text: string): Address {
  const [, host, port = '443'] = /^([a-z0-9](?:[a-z0-9.-]{0,252}))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  if (host !== undefined && Number(port) > 0 && Number(port) < 65536)
    return { host: host.toLowerCase(), port: Number(port) };
  throw new UsageError(`network=${text}: expected a host, with its port if that is not 443, such as 127.0.0.1:11434.`);
}

export const spelt = ({ host, port }: Address): string => `${host}:${port}`;
