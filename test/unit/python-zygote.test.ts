import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const workers = join(import.meta.dirname, '../../workers/python');
const isThere = spawnSync('python3', ['-c', 'import os; os.pidfd_open']).status === 0;
if (!isThere) console.warn('NOT TESTED: messages of zygotes. Install Python 3.9 or newer on Linux.');

const script = `
import os, socket
spare = [os.open(os.devnull, os.O_RDONLY) for _ in range(4)]
own, other = socket.socketpair()
os.dup2(other.fileno(), 3)
import germline_zygote
zygote = germline_zygote.Zygote({"growing": []})
own.sendall(b'{"first": 1}\\n{"second": 2}\\n')
print(zygote.hear(), zygote.wait([]), zygote.hear())
own.sendall(b'{"third"')
own.sendall(b': 3}\\n')
print(zygote.wait([]), zygote.hear())
`;

test.skipIf(!isThere)('a process that waits for messages finds one that came together with the last', () => {
  const { stdout, stderr } = spawnSync('python3', ['-B', '-c', script], {
    ...{ encoding: 'utf8', timeout: 10_000 },
    env: { PATH: process.env.PATH, PYTHONPATH: workers, TMPDIR: '/tmp' },
  });
  expect(stderr).toBe('');
  expect(stdout).toBe("{'first': 1} [3] {'second': 2}\n[3] {'third': 3}\n");
});
