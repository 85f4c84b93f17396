import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const workers = join(import.meta.dirname, '../../workers/python');
const isThere = spawnSync('python3', ['-c', 'import os; os.register_at_fork']).status === 0;
if (!isThere) console.warn('NOT TESTED: forks of zygotes. Install Python 3.9 or newer on Linux.');

/** -S: without what a start loads, which may be the modules in question. */
function python(script: string): string {
  const { stdout, stderr } = spawnSync('python3', ['-S', '-B', '-c', script], {
    ...{ encoding: 'utf8', timeout: 20_000 },
    env: { PATH: process.env.PATH, PYTHONPATH: workers },
  });
  expect(stderr).toBe('');
  return stdout.trim();
}

const start = `
import germline_forks, os, threading, random, time
random.seed(1)
ran = []
os.register_at_fork(after_in_child=lambda: ran.append("hook"))
def tell(fork):
    reading, writing = os.pipe()
    if fork() == 0:
        os.write(writing, f"{ran} {random.random() == random.Random(1).random()} {germline_forks.draws_seed}".encode())
        os._exit(0)
    os.wait()
    return os.read(reading, 100).decode()
`;

test.skipIf(!isThere)('a process that a zygote forks keeps the seed; hooks of other modules run', () => {
  expect(python(`${start}print(tell(germline_forks.fork))`)).toBe("['hook'] True False");
});

test.skipIf(!isThere)('any other fork, and one of a process with threads, draws a seed as always', () => {
  expect(python(`${start}print(tell(os.fork))`)).toBe("['hook'] False True");
  const threads = `threading.Thread(target=time.sleep, args=[5], daemon=True).start()\n`;
  expect(
    python(`import warnings\nwarnings.simplefilter("ignore")\n${start}${threads}print(tell(germline_forks.fork))`),
  ).toBe("['hook'] False True");
});

const log = `
import logging
reading, writing = os.pipe()
for fork in (germline_forks.fork, os.fork):
    if fork() == 0:
        thread = threading.Thread(target=logging.getLogger, args=["another"], daemon=True)
        thread.start()
        thread.join(5)
        os.write(writing, b"hangs " if thread.is_alive() else b"ends ")
        os._exit(0)
    os.wait()
print(os.read(reading, 100).decode())
`;

test.skipIf(!isThere)('threads of a forked process find the locks of logging free', () => {
  expect(python(start + log)).toBe('ends ends');
});
