import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Where the server is, and the secret that it is asked with. */
export interface Secret {
  readonly port: number;
  readonly token: string;
}

/**
 * Why a request is not answered, as an HTTP status; undefined where it may be. Other sites that the browser has open,
 * also under names that were made to mean this machine, and other users of the machine must get nothing.
 */
export function refusal(request: IncomingMessage, secret: Secret): 400 | 403 | 405 | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') return 405;
  if (!urlOf(request)) return 400;
  if (!hosts(secret.port).includes(request.headers.host ?? '')) return 403;
  const site = request.headers['sec-fetch-site'];
  // Following a link to a page is harmless from wherever: it shows what the page's own cookie allows.
  if (site === 'cross-site' && request.headers['sec-fetch-mode'] !== 'navigate') return 403;
  return said(request, secret).some((token) => same(token, secret.token)) ? undefined : 403;
}

/** What is asked for; undefined where it is no address. */
export function urlOf(request: IncomingMessage): URL | undefined {
  return URL.parse(request.url ?? '/', 'http://localhost') ?? undefined;
}

/** The token of the address, for the first visit. */
export function tokenOf(request: IncomingMessage): string | undefined {
  return urlOf(request)?.searchParams.get('token') ?? undefined;
}

/** Cookies are shared by all ports of a machine. */
export function cookieOf({ port, token }: Secret): string {
  return `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/`;
}

function hosts(port: number): readonly string[] {
  return ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
}

/** Every token that a request brings. */
function said(request: IncomingMessage, { port }: Secret): readonly string[] {
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim().split('='));
  const [, bearer] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  const found = [
    tokenOf(request),
    bearer,
    ...cookies.filter(([name]) => name === cookieName(port)).map(([, value]) => value),
  ];
  return found.filter((token) => token !== undefined);
}

function cookieName(port: number): string {
  return `germline-${port}`;
}

/** Compares in a time that tells nothing of the secret. */
function same(a: string, b: string): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
}
