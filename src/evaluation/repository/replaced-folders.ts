import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The number of lgetxattr, of which Node has no call: asm/unistd_64.h of x86, asm-generic/unistd.h for arm64. */
const calls: Readonly<Record<string, number>> = { x64: 192, arm64: 9 };

/** Prints those of the folders on standard input that the kernel marks as opaque: they hide what lies below them. */
const script = `
my $value = ' ' x 8;
local $/ = "\\0";
while (my $path = <STDIN>) {
  chomp $path;
  print "$path\\0" if grep { syscall($ARGV[0] + 0, $path, "$_.overlay.opaque", $value, 8) > 0 } 'trusted', 'user';
}
`;

/** Those of a layer's folders that took the place of a folder below, whose files are gone: absolute paths, as given. */
export async function replacedFolders(paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const perl = promisify(execFile)('/usr/bin/perl', ['-e', script, String(calls[process.arch])], {
    maxBuffer: 2 ** 28,
  });
  perl.child.stdin?.on('error', () => {}).end(paths.map((path) => `${path}\0`).join(''));
  return (await perl).stdout.split('\0').filter((path) => path !== '');
}
