import { hash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

/** The port of the server, and its tokens. */
export interface Secret {
  readonly port: number;
  /** Every request must carry it. */
  readonly token: string;
  /** Requests that change something must carry it too; undefined where nothing can be changed. */
  readonly control?: string | undefined;
}

/** Addresses below which runs are changed. */
export const controlPath = '/control';
/** The header with the token of control. No other site can send it: a browser would ask first, and is told no. */
const controlHeader = 'x-germline-control';

/** Refuses requests without the token. A token in the address becomes a cookie, so that it leaves the address. */
export function guard(secret: Secret): MiddlewareHandler {
  return async (context, next) => {
    const status = refusal(context, secret);
    if (status) return context.text('Open the address that "germline ui" printed, with its token.\n', status);
    if (context.req.query('token') === undefined) return await next();
    // The name holds the port, since all ports of a machine share their cookies.
    setCookie(context, cookieName(secret), secret.token, { httpOnly: true, sameSite: 'Strict', path: '/' });
    return context.redirect('/', 303);
  };
}

/**
 * The HTTP status of a refusal; undefined for a request to answer. Nothing may reach other sites in the same browser, even
 * under names that resolve to this machine (DNS rebinding), or other users of the machine.
 */
function refusal(context: Context, secret: Secret): 403 | 405 | undefined {
  const { req } = context;
  const mayChange = secret.control !== undefined && req.path.startsWith(`${controlPath}/`);
  if (req.method !== 'GET' && req.method !== 'HEAD' && !(mayChange && req.method === 'POST')) return 405;
  if (!hosts.some((name) => req.header('host') === `${name}:${secret.port}`)) return 403;
  // A link from another site to the page is harmless: it shows only what the page's own cookie allows.
  if (req.header('sec-fetch-site') === 'cross-site' && req.header('sec-fetch-mode') !== 'navigate') return 403;
  return accessTokens(context, secret).some((token) => same(token, secret.token)) ? undefined : 403;
}

/**
 * Refuses requests without the token of control, and all that does not come from the page itself. A cookie is not enough: a
 * browser sends it with what other servers of this machine ask for.
 */
export function guardControl({ control }: Secret): MiddlewareHandler {
  return async (context, next) => {
    const { req } = context;
    const { origin, 'sec-fetch-site': site = 'same-origin' } = req.header();
    if (site !== 'same-origin' || (origin !== undefined && origin !== `http://${req.header('host')}`))
      return context.text('Only the page itself can change runs.\n', 403);
    if (control === undefined || !same(req.header(controlHeader) ?? '', control))
      return context.text('Open the address that "germline" printed for --control, with its token.\n', 403);
    if (req.method === 'POST' && !/^application\/json\b/.test(req.header('content-type') ?? ''))
      return context.text('Send JSON.\n', 415);
    return await next();
  };
}

const hosts = ['127.0.0.1', 'localhost', '[::1]'];

/** All tokens of a request: in its address, as bearer token, in its cookie. */
function accessTokens(context: Context, secret: Secret): readonly string[] {
  const [, bearer] = /^Bearer (\S+)$/.exec(context.req.header('authorization') ?? '') ?? [];
  const found = [context.req.query('token'), bearer, getCookie(context, cookieName(secret))];
  return found.filter((token) => token !== undefined);
}

function cookieName({ port }: Secret): string {
  return `germline-${port}`;
}

/** Compares in constant time. */
function same(a: string, b: string): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
}
