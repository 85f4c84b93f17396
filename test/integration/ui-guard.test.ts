import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { openReader } from '../../src/record/git-reader.ts';
import { served } from '../fixtures/served.ts';

const page = new Map([['/index.html', { type: 'text/html; charset=utf-8', body: '<!doctype html>' }]]);

/** Asks as no browser would: any host, any method, any path as it is written. */
async function ask(url: string, path: string, headers: Record<string, string> = {}, method = 'GET', body = '') {
  const { port } = new URL(url);
  const sent = request({ host: '127.0.0.1', port, path, method, headers: { connection: 'close', ...headers } }).end(
    body,
  );
  const { promise, resolve, reject } = Promise.withResolvers<import('node:http').IncomingMessage>();
  sent.on('response', resolve).on('error', reject);
  const response = await promise;
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

const bearer = { authorization: 'Bearer secret' };

test('without the token nothing is answered', async () => {
  const { url } = await served({}, page);
  for (const path of ['/', '/runs', '/runs/0/events', '/runs/0/attempts/0', '/metrics', '/?token=wrong', '//'])
    expect((await ask(url, path)).status, path).toBe(403);
  expect((await ask(url, '/runs', { authorization: 'Bearer wrong' })).status).toBe(403);
  expect((await ask(url, '/runs', { cookie: `germline-${new URL(url).port}=wrong` })).status).toBe(403);
});

test('the token opens the page as bearer, in the address, or as the cookie that the address was changed into', async () => {
  const { url } = await served({}, page);
  expect(JSON.parse((await ask(url, '/runs', bearer)).body)).toEqual([{ id: 0, name: 'one' }]);
  const visit = await ask(url, '/?token=secret');
  expect([visit.status, visit.headers.location]).toEqual([303, '/']);
  const [cookie = ''] = visit.headers['set-cookie'] ?? [];
  expect(cookie).toMatch(/^germline-\d+=secret; /);
  for (const attribute of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(attribute);
  expect((await ask(url, '/runs', { cookie: cookie.split(';')[0]! })).status).toBe(200);
});

test('other names of this machine, other sites and other methods get nothing', async () => {
  const { url } = await served({}, page);
  expect((await ask(url, '/runs', { ...bearer, host: 'evil.test' })).status).toBe(403);
  expect((await ask(url, '/runs', { ...bearer, host: '127.0.0.1:1' })).status).toBe(403);
  expect((await ask(url, '/runs', { ...bearer, host: `localhost:${new URL(url).port}` })).status).toBe(200);
  const foreign = { ...bearer, 'sec-fetch-site': 'cross-site' };
  expect((await ask(url, '/runs', { ...foreign, 'sec-fetch-mode': 'cors' })).status).toBe(403);
  expect((await ask(url, '/', { ...foreign, 'sec-fetch-mode': 'navigate' })).status).toBe(200);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    expect((await ask(url, '/runs', bearer, method)).status, method).toBe(405);
});

test('what is not there is not found', async () => {
  const { url } = await served({}, page);
  for (const path of ['/runs/7/attempts/0', '/runs/0/attempts/99', '/runs/0/nothing', '/../package.json', '/%2e%2e/x'])
    expect((await ask(url, path, bearer)).status, path).toBe(404);
  expect((await ask(url, '/runs/0/attempts/one', bearer)).body).toContain('Name a run and an attempt');
});

test('the page runs no script but its own, and no answer is kept or guessed at', async () => {
  const { url } = await served({}, page);
  const { headers } = await ask(url, '/', bearer);
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['content-security-policy']).not.toContain('unsafe');
  for (const path of ['/', '/runs', '/metrics', '/runs/0/attempts/0', '/nothing'])
    expect((await ask(url, path, bearer)).headers).toMatchObject({
      ...{ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' },
      ...{ 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin' },
    });
});

describe('what changes a run', () => {
  /** A page with control, its token, and a request to note something, of which parts may be wrong. */
  async function controlled(isOn = true) {
    const { url, path } = await served({}, page, isOn);
    const [, token = ''] = /#control=(.*)$/.exec(url) ?? [];
    const host = `127.0.0.1:${new URL(url).port}`;
    const good = { ...bearer, host, 'content-type': 'application/json', 'x-germline-control': token };
    const post = async (headers: object = {}, body = '{"candidate":1,"star":true}', to = '/control/0/note') =>
      await ask(url, to, { ...good, origin: `http://${host}`, ...headers }, 'POST', body);
    return { url, path, token, good, post };
  }

  test('is done with the token of control, which is another one than that of the page and not sent with the address', async () => {
    const { url, token, good, post } = await controlled();
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(new URL(url).search).toBe('?token=secret');
    const answer = await post();
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { star: true, text: '', by: 'page' }]);
    expect((await ask(url, '/control', good)).status).toBe(200);
    const without = await ask(url, '/control/0/note', good, 'POST', '{"candidate":0,"text":"a"}');
    expect(without.status).toBe(200); // no browser leaves the origin out
  });

  test('is not done without it, with a wrong one, from elsewhere, or under another name of this machine', async () => {
    const { url, path, token, post } = await controlled();
    const refused: readonly [object, number][] = [
      [{ 'x-germline-control': '' }, 403],
      [{ 'x-germline-control': 'secret' }, 403],
      [{ 'x-germline-control': token.slice(1) }, 403],
      [{ 'x-germline-control': `${token}x` }, 403],
      [{ authorization: '' }, 403],
      [{ authorization: `Bearer ${token}` }, 403],
      [{ origin: 'https://evil.test' }, 403],
      [{ origin: 'http://127.0.0.1:1' }, 403],
      [{ origin: `http://localhost:${new URL(url).port}` }, 403],
      [{ origin: 'null' }, 403],
      [{ 'sec-fetch-site': 'cross-site' }, 403],
      [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 403],
      [{ 'sec-fetch-site': 'same-site' }, 403],
      [{ host: 'evil.test', origin: 'http://evil.test' }, 403],
      [{ host: '127.0.0.1:1', origin: 'http://127.0.0.1:1' }, 403],
      [{ 'content-type': 'text/plain' }, 415],
      [{ 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ];
    for (const [headers, status] of refused) expect((await post(headers)).status, JSON.stringify(headers)).toBe(status);
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH'])
      expect((await ask(url, '/control/0/note', bearer, method)).status).toBe(405);
    await using reader = await openReader(path);
    expect((await reader.notes()).byCommit.size).toBe(0);
  });

  test('is small, JSON, and known; what cannot be done says why', async () => {
    const { post } = await controlled();
    const wrong: readonly [string, string, number, RegExp][] = [
      ['/control/0/note', 'x'.repeat(2 ** 20 + 1), 413, /MiB/],
      ['/control/0/note', '{"candidate":', 400, /no JSON/],
      ['/control/0/note', '{"candidate":1,"by":"eve"}', 400, /by/],
      ['/control/0/note', '{"candidate":99,"star":true}', 400, /no attempt 99/],
      ['/control/0/note', `{"candidate":1,"text":"${'x'.repeat(1001)}"}`, 400, /at most 1000/],
      ['/control/0/note', '{"candidate":1,"text":"b","seen":"not so"}', 400, /changed this note meanwhile/],
      ['/control/7/stop', '{}', 400, /no such run/],
      ['/control/0/constructor', '{}', 404, /nothing/],
      ['/control/0/explode', '{}', 404, /nothing/],
    ];
    for (const [to, body, status, why] of wrong) {
      const answer = await post({}, body, to);
      expect([answer.status, answer.body], `${to} ${body.slice(0, 60)}`).toEqual([status, expect.stringMatching(why)]);
    }
  });

  test('is nothing where it is off', async () => {
    const { url, post, good } = await controlled(false);
    expect(url).not.toContain('control');
    expect((await post()).status).toBe(405);
    expect((await ask(url, '/control', good)).status).toBe(404);
  });
});
