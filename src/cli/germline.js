#!/usr/bin/env node
// Plain JavaScript that any Node can read: it starts the engine on the Node that the package pins.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const oldest = 26;

/** The pinned Node, or undefined where this platform has none. */
function pinnedNode() {
  const require = createRequire(import.meta.url);
  const { platform, arch } = process;
  const binary = platform === 'win32' ? 'node.exe' : 'node';
  for (const name of [`node-bin-${platform}-${arch}`, `node-${platform === 'win32' ? 'win' : platform}-${arch}`]) {
    try {
      const path = join(dirname(require.resolve(`${name}/package.json`)), 'bin', binary);
      if (existsSync(path)) return path;
    } catch {
      // not installed; the next name may be
    }
  }
  return undefined;
}

if (Number(process.versions.node.split('.')[0]) >= oldest) {
  // Compiled code halves the time of a short command. It is kept where no other user can write.
  module.enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'germline', 'compiled'));
  // A checkout runs its sources; a package, below node_modules, has compiled files.
  const source = new URL('main.ts', import.meta.url);
  const { main } = await import(existsSync(source) ? source.href : new URL('../../dist/src/cli/main.js', import.meta.url).href);
  await main();
} else {
  const node = pinnedNode();
  if (!node || process.env.GERMLINE_REEXECUTED) {
    console.error(
      `germline needs Node ${oldest} or newer; this is Node ${process.versions.node}. ` +
        'Run "npm install" in the folder of germline (it brings a Node of its own), or install a newer Node.',
    );
    process.exit(2);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, GERMLINE_REEXECUTED: '1' },
  });
  // A terminal sends Ctrl-C to both, others may send it to this process only: the child takes two at once as one.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
