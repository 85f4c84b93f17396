import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ollama } from '../../src/models/ollama.ts';
import { openai } from '../../src/models/openai.ts';

const never = new AbortController().signal;
const variables = ['HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy', 'NODE_USE_ENV_PROXY'];
let server: Server;
/** Names of the machines that the server was asked to reach, as a proxy. */
let proxied: string[];

beforeEach(async () => {
  proxied = [];
  const page = '<!doctype html><html><title>Web UI</title></html>';
  server = createServer(({ url = '' }, response) => {
    if (URL.canParse(url)) proxied.push(new URL(url).hostname);
    response.writeHead(200, { 'content-type': 'text/html' }).end(page);
  });
  server.on('connect', ({ url = '' }, socket) => {
    proxied.push(url.split(':')[0] as string);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

test.each([
  ['ollama', ollama],
  ['openai', openai],
] as const)('%s: a web page at the address is no model server', async (_, provider) => {
  const broken = { kind: 'configuration', message: expect.stringContaining('no model server') };
  expect(await provider(address()).list(never)).toMatchObject(broken);
  expect(await provider(address()).inspect('m', never)).toMatchObject(broken);
});

test('a server on this machine is not asked through a proxy, another one is', async () => {
  for (const name of variables) vi.stubEnv(name, name.toLowerCase() === 'http_proxy' ? address() : undefined);
  vi.stubEnv('NODE_USE_ENV_PROXY', '1');
  for (const provider of [ollama, openai]) {
    await provider('http://127.0.0.1:50999').list(never);
    await provider('http://[::1]:50999').list(never);
    await provider('http://localhost:50999').list(never);
  }
  expect(proxied).toEqual([]);
  for (const provider of [ollama, openai]) await provider('http://models.invalid:50999').list(never);
  expect(proxied).toEqual(['models.invalid', 'models.invalid']);
});
