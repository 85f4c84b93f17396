/**
 * Follows the README in a fresh system, with a clock, and writes what came of it to docs/newcomer.md: as root on Linux,
 *
 *     debootstrap --variant=minbase --include=ca-certificates,git,nodejs,npm trixie ROOT
 *     node bench/newcomer.ts ROOT [ahead]
 *
 * With "ahead" the newcomer's commands go ahead of all other programs of a busy machine, as if it had nothing else to do.
 * ROOT stays as it is: what is installed goes into a layer above it, which is thrown away. Needs bubblewrap, and `script`
 * of util-linux. The commands are those of the README; the files of the newcomer's own problem lie in bench/newcomer.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import xterm, { type Terminal } from '@xterm/headless';

/** Characters that a person types in a minute: 40 words. */
const typing = 200;
const [columns, rows] = [96, 30];
/** Most lines of a screen that are shown, and how many of them from its end. */
const [most, last] = [16, 12];
const own = 'parcels';
const ownFolder = join('bench/newcomer', own);

const [root, ahead] = process.argv.slice(2);
if (!root || !existsSync(join(root, 'usr/bin/npm')) || process.getuid?.() !== 0) {
  console.error('As root: node bench/newcomer.ts ROOT, a folder with a fresh system that has git, node and npm.');
  process.exit(2);
}
const readme = readFileSync('README.md', 'utf8');
const scratch = mkdtempSync(join(tmpdir(), 'germline-newcomer-'));
const enter = layOut(resolve(root));

/** A command that was typed, seconds until it had ended, and seconds until its screen first showed what it was watched for. */
interface Typed {
  readonly command: string;
  readonly seconds: number;
  readonly seen: number | undefined;
  readonly screen: readonly string[];
}

const improved = /^best +\S+ \([-+](?!0\))/m;
const [install, first] = quickStart()[0]!.split(' && ') as [string, string];
const [check, search] = ownProblem().split(' && ') as [string, string];
const packages = /`apt install ([^`]+)`/.exec(readme)![1];

try {
  const system = read('cat /etc/os-release').match(/PRETTY_NAME="([^"]+)/)![1];
  const versions = read('echo Node $(node --version), npm $(npm --version), $(git --version)').replace(
    'git version',
    'git',
  );
  const load = loadavg()[0]!.toFixed(0);
  const begin: Typed[] = [
    await type(`apt update && apt install -y ${packages}`),
    await type('git clone file:///germline.git germline'),
    await type(install, 'germline'),
    await type(first, 'germline', improved),
    await type(quickStart()[1]!, 'germline'),
  ];
  cpSync(ownFolder, join(scratch, 'upper/root/germline', own), { recursive: true });
  const ownBegin = [await type(check, 'germline'), await type(search, 'germline', improved)];
  ownBegin.push(await type(`npx germline diff ${own}-1`, 'germline'));
  const page = describe({ system: `${system}, ${versions}`, load, begin, ownBegin });
  writeFileSync('docs/newcomer.md', page);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The commands of the quick start, without what they are for. */
function quickStart(): readonly string[] {
  const [, block] = /^## Quick start$.*?^```\n(.*?)^```$/ms.exec(readme)!;
  return block!
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ +#.*/, ''));
}

/** The commands for one's own problem, with the name of this one. */
function ownProblem(): string {
  return /^npx germline check .*(?= {4}#)/m.exec(readme)![0].replaceAll('./jobs', `./${own}`);
}

/** Makes what the system is entered by: a command that runs $TYPED in the folder $AT of its user. */
function layOut(system: string): string {
  const [upper, work, merged] = ['upper', 'work', 'merged'].map((name) => join(scratch, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [upper, work, merged]) mkdirSync(folder);
  execFileSync('git', ['clone', '--quiet', '--bare', '.', join(scratch, 'germline.git')]);
  const certificates = '/etc/ssl/certs/ca-certificates.crt';
  const variables = {
    ...{ HOME: '/root', PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', TERM: 'xterm-256color', LANG: 'C.UTF-8' },
    ...{ DEBIAN_FRONTEND: 'noninteractive', GIT_PAGER: 'cat', PAGER: 'cat' },
    // The network of this machine: what it trusts, and where its packages come from.
    ...{
      npm_config_cafile: certificates,
      npm_config_registry: execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim(),
    },
  };
  const box = [
    ...['bwrap', '--bind', merged, '/', '--dev', '/dev', '--proc', '/proc', '--perms', '1777', '--tmpfs', '/tmp'],
    ...['--ro-bind', '/etc/resolv.conf', '/etc/resolv.conf', '--ro-bind', certificates, certificates],
    ...['--bind', join(scratch, 'germline.git'), '/germline.git', '--unshare-pid', '--unshare-ipc', '--unshare-uts'],
    ...['--hostname', 'fresh', '--cap-add', 'ALL', '--die-with-parent', '--clearenv'],
    ...Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value]),
  ];
  const script = join(scratch, 'enter');
  writeFileSync(
    script,
    `#!/bin/sh
${ahead === 'ahead' ? 'echo -20 > /proc/self/autogroup' : ':'}
mount -t overlay overlay -o 'lowerdir=${system},upperdir=${upper},workdir=${work}' '${merged}' &&
exec ${box.map((word) => `'${word}'`).join(' ')} --chdir "/root/$AT" sh -c "$TYPED"
`,
  );
  chmodSync(script, 0o755);
  return `unshare --mount ${script}`;
}

/** What a command of the system prints. */
function read(command: string): string {
  const env = { ...process.env, TYPED: command, AT: '' };
  return execFileSync('sh', ['-c', enter], { env, encoding: 'utf8' }).trim();
}

/** Types a command on a terminal in the system. @throws {Error} where it fails. */
async function type(command: string, at = '', watched?: RegExp): Promise<Typed> {
  console.log(`$ ${command}`);
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true });
  const begin = performance.now();
  const since = () => (performance.now() - begin) / 1000;
  const child = spawn('script', ['-qefc', `stty cols ${columns} rows ${rows}; exec ${enter}`, '/dev/null'], {
    env: { ...process.env, TYPED: command, AT: at },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let seen: number | undefined;
  child.stdout.on('data', (data: Buffer) =>
    terminal.write(data, () => {
      if (watched && seen === undefined && watched.test(linesOf(terminal).join('\n'))) seen = since();
    }),
  );
  const code = await new Promise((done) => child.on('close', done));
  const seconds = since();
  await new Promise<void>((done) => terminal.write('', done));
  const screen = linesOf(terminal);
  if (code !== 0 || (watched && seen === undefined))
    throw new Error(`${command}: exit code ${code}\n${screen.join('\n')}`);
  console.log(`  ${seconds.toFixed(1)} s${seen === undefined ? '' : `, first improvement after ${seen.toFixed(1)} s`}`);
  return { command, seconds, seen, screen };
}

function linesOf({ buffer: { active } }: Terminal): readonly string[] {
  return Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '').filter(
    Boolean,
  );
}

interface Recorded {
  readonly system: string;
  readonly load: string;
  readonly begin: readonly Typed[];
  readonly ownBegin: readonly Typed[];
}

function describe({ system, load, begin, ownBegin }: Recorded): string {
  const typed = readdirSync(ownFolder).filter((name) => name !== `${own}.py`);
  const minutes = (60 * typed.reduce((sum, name) => sum + newCharacters(name), 0)) / typing;
  const [checked, searched] = ownBegin as [Typed, Typed];
  const firstAt = untilSeen(begin);
  return `# A newcomer's first minutes

Made by \`node bench/newcomer.ts\`, which follows the [README](../README.md) in a fresh container with an empty cache of npm:
${system}. The machine has ${availableParallelism()} cores, and a load of ${load} from other
programs.${ahead === 'ahead' ? ' These commands went ahead of them, but for the sandboxes that they start.' : ''} The clone comes from the disk.

## First improvement: ${firstAt.toFixed(0)} seconds

\`\`\`
${begin.map(transcript).join('\n')}
\`\`\`

The first improvement was on the screen ${firstAt.toFixed(0)} seconds after the first key. ${begin[3]!.seen!.toFixed(0)} of them
are those of the run.

## An own problem: ${formatSeconds(minutes + checked.seconds + searched.seen!)}

A van has room for some of the parcels. \`parcels.py\` is there: a rule that somebody wrote, and the code that uses it. Only the
two marks are new.

${file(`${own}.py`, 'python')}
These two files are typed after the model of the README:

${typed.map((name) => file(name, name.endsWith('.py') ? 'python' : 'yaml')).join('\n')}
What the README does not have takes ${formatSeconds(minutes)} to type at 40 words a minute: this is an estimate. The commands are
measured:

\`\`\`
${ownBegin.map(transcript).join('\n')}
\`\`\`
`;
}

/** Seconds until the last of some commands, of which one was watched, showed it. */
function untilSeen(typed: readonly Typed[]): number {
  const end = typed.findIndex(({ seen }) => seen !== undefined);
  return typed.slice(0, end).reduce((sum, { seconds }) => sum + seconds, typed[end]!.seen!);
}

/** Characters of the lines that no file of the README has. */
function newCharacters(name: string): number {
  const known = new Set(readme.split('\n').map((line) => line.trim()));
  const lines = readFileSync(join(ownFolder, name), 'utf8')
    .split('\n')
    .map((line) => line.trim());
  return lines.filter((line) => !known.has(line)).join('\n').length;
}

function file(name: string, language: string): string {
  return `\`\`\`${language} ${own}/${name}\n${readFileSync(join(ownFolder, name), 'utf8')}\`\`\`\n`;
}

function transcript({ command, seconds, seen, screen }: Typed): string {
  const shown = command.replace('file:///germline.git', '…/germline');
  const time = `${seconds.toFixed(seconds < 10 ? 1 : 0)} s${seen === undefined ? '' : `, first improvement after ${seen.toFixed(1)} s`}`;
  const isInstalling = /^(apt|git clone)/.test(command);
  const short = screen.length > most ? ['…', ...screen.slice(-last)] : screen;
  return [`$ ${shown}`.padEnd(72) + time, ...(isInstalling ? [] : short)].join('\n');
}

function formatSeconds(seconds: number): string {
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
