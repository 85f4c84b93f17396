import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { served } from '../fixtures/served.ts';

const page = new Map([['/index.html', { type: 'text/html; charset=utf-8', body: '<!doctype html>' }]]);

/** Asks as no browser would: any host, any method, any path as it is written. */
async function ask(url: string, path: string, headers: Record<string, string> = {}, method = 'GET') {
  const { port } = new URL(url);
  const sent = request({ host: '127.0.0.1', port, path, method, headers: { connection: 'close', ...headers } }).end();
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
