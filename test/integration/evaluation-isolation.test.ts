import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { hostOptions } from '../../src/evaluation/host-process.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

test('a thread that is taken over can read its own files and nothing more', async () => {
  const script = at('../fixtures/sandbox/nosy-host.ts');
  const host = fork(script, hostOptions(script, ['../../workers/*', '../../package.json'].map(at)));
  const [tried] = await once(host, 'message');
  expect(tried).toEqual({
    own: 'done',
    program: 'ERR_ACCESS_DENIED',
    project: 'ERR_ACCESS_DENIED',
    system: 'ERR_ACCESS_DENIED',
    write: 'ERR_ACCESS_DENIED',
    process: 'ERR_ACCESS_DENIED',
    thread: 'ERR_ACCESS_DENIED',
    text: expect.stringContaining('EvalError'),
    connect: 'ERR_ACCESS_DENIED',
    environment: [],
    hostEnvironment: ['TZ'],
  });
});

test('when the engine is killed, its host ends although a thread loops for ever', async () => {
  const engine = spawn(process.execPath, [at('../fixtures/sandbox/endless-engine.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(engine.stdout.setEncoding('utf8'), 'data');
  const host = Number(line);
  expect(isAlive(host)).toBe(true);
  engine.kill('SIGKILL');
  await expect.poll(() => isAlive(host), { timeout: 5000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
