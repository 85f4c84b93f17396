import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer as createHttpServer, request as httpRequest } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream';
import { text } from 'node:stream/consumers';

/**
 * Runs beside an agent, in its jail: brings connections to the engine, which passes them on to the addresses that a person
 * named, and speaks for the commands `germline evaluate` and `germline history`. It stands alone, since the jail shows
 * nothing else of ours. The engine trusts nothing that comes from here.
 */

const socketPath = process.env.GERMLINE_SOCKET ?? '';

/** Port of the proxy, in the jail's own network. */
const proxyPort = 3128;

/** An address that may be reached, and where it is listened for in the jail. */
interface Reachable {
  readonly to: string;
  readonly local: string;
  readonly port: number;
}

/** A connection to the engine that begins with a request. */
function ask(request: object): Socket {
  const socket = connect({ path: socketPath, allowHalfOpen: true });
  socket.write(`${JSON.stringify(request)}\n`);
  return socket;
}

/** Passes bytes between a client in the jail and an address outside. */
function relay(client: Socket, to: string): void {
  const far = ask({ connect: to });
  const done = () => {}; // an error has destroyed both
  pipeline(client, far, done);
  pipeline(far, client, done);
}

/** Listens where a program looks for an address. Only some users may listen at low ports: then the proxy is left. */
async function listen({ to, local, port }: Reachable): Promise<void> {
  const server = createServer({ allowHalfOpen: true }, (client) => relay(client, to));
  const { promise, resolve } = Promise.withResolvers<void>();
  server.on('error', () => resolve()).listen(port, local, resolve);
  await promise;
}

/** A proxy that knows the named addresses: CONNECT, and plain requests. */
async function listenAsProxy(reachable: readonly Reachable[]): Promise<void> {
  const isNamed = (to: string) => reachable.some((one) => one.to === to);
  const refusal = 'this address was not named by network=';
  const proxy = createHttpServer((request, response) => {
    const url = URL.parse(request.url ?? '');
    const to = url ? `${url.hostname}:${url.port || '80'}` : '';
    if (!url || !isNamed(to)) return void response.writeHead(403).end(`${to}: ${refusal}\n`);
    const { method, headers } = request;
    const path = url.pathname + url.search;
    const far = httpRequest({ method, headers, path, createConnection: () => ask({ connect: to }) }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    far.on('error', () => response.destroy());
    request.pipe(far);
  });
  proxy.on('connect', (request, client: Socket, head: Buffer) => {
    const to = request.url ?? '';
    if (!isNamed(to)) return void client.end(`HTTP/1.1 403 Forbidden\r\n\r\n${to}: ${refusal}\n`);
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    client.unshift(head);
    relay(client, to);
  });
  await new Promise<void>((resolve) => proxy.listen(proxyPort, '127.0.0.1', resolve));
}

/** Runs the agent, and ends as it ends. */
async function host(reachable: readonly Reachable[], command: string): Promise<void> {
  if (reachable.length > 0) await Promise.all([listenAsProxy(reachable), ...reachable.map(listen)]);
  const child = spawn('/bin/sh', ['-c', command], { stdio: 'inherit' });
  child.once('error', () => process.exit(126));
  child.once('exit', (code) => process.exit(code ?? 128));
}

/** Texts of the files of a folder, by their names there. */
function readFolder(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}

/** Prints the engine's answer. */
async function say(request: object): Promise<void> {
  const socket = ask(request);
  socket.end();
  const answer = await text(socket);
  console.log(answer);
  process.exitCode = answer.startsWith('error: ') ? 1 : 0;
}

const usage = `germline evaluate [FOLDER]           scores the files of a folder, program unless given
germline history                     the best attempts, and how many there are
germline history NUMBER [--program]  one attempt: score, feedback and diff, or its whole program`;

const [mode, first = '', second = ''] = process.argv.slice(2);
if (mode === 'host') await host(JSON.parse(first) as Reachable[], second);
else if (mode === 'evaluate')
  await say({ evaluate: readFolder(first || join(process.env.GERMLINE_FOLDER ?? '.', 'program')) });
else if (mode === 'history') await say({ history: first, program: second === '--program' });
else console.log(usage);
