#!/usr/bin/env node
// Plain JavaScript that any Node can read: it starts the engine on the Node that the package pins.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
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

/** Says what to do where the pinned Node cannot be started, and ends. */
function giveUp(reason) {
  const advice = 'Debian and Ubuntu need the package libatomic1, Fedora needs libatomic';
  console.error(
    `The Node that germline brings does not start here (${reason}). ${advice}; ` +
      `elsewhere, as on Alpine, install Node ${oldest} or newer yourself, and germline runs on that.`,
  );
  process.exit(2);
}

/** Gives a home to a user that the system does not know, as in a container: Debian's for the user "nobody", which is not there. */
function settleHome() {
  try {
    homedir();
  } catch {
    process.env.HOME = '/nonexistent';
  }
}

/** The name of a process and its parent; undefined where the system keeps no such file. */
function describe(pid) {
  try {
    const [, name, parent] = /\((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return { name, parent };
  } catch {
    return undefined;
  }
}

/** The process that started this one, and the one before where that is a shell: npx starts one on most systems. */
function starters() {
  const { name, parent } = describe(process.ppid) ?? {};
  return [process.ppid, ...(/^(sh|dash|bash)$/.test(name) ? [parent] : [])].join();
}

/** Calls back once a process that started this one has ended. */
function afterStarters(act) {
  const first = starters();
  const timer = setInterval(() => {
    if (starters() === first) return;
    clearInterval(timer);
    act();
  }, 500);
  timer.unref();
}

// Node forgets that nohup had the signal ignored; the shell's variable still names it.
const outlives = /(^|\/)nohup$/.test(process.env._ ?? '');
if (outlives) process.on('SIGHUP', () => {});

/**
 * Whether npx or the launcher below started this process, which then ends with it: neither a SIGKILL nor what ends npx is
 * passed on.
 */
const isHeld = !outlives && (process.env.npm_lifecycle_event === 'npx' || process.env.GERMLINE_REEXECUTED);

if (Number(process.versions.node.split('.')[0]) >= oldest) {
  if (isHeld) afterStarters(() => process.kill(process.pid, 'SIGTERM'));
  // What this process starts is held by nobody.
  delete process.env.npm_lifecycle_event;
  delete process.env.GERMLINE_REEXECUTED;
  settleHome();
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
  // A terminal sends a signal to both, others may send it to this process only: the child takes two at once as one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  if (isHeld) afterStarters(() => child.kill('SIGTERM'));
  child.on('error', ({ message }) => giveUp(message));
  child.on('exit', (code, signal) => {
    if (code === 127) giveUp('a library is missing'); // the system's loader names it
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
