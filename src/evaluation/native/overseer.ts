import { type FilterKind, seccompFilter } from '../jail/seccomp.ts';

/**
 * The process beside a native program, inside its jail: it waits for a word from the engine, starts the program with its
 * limits and its filter of system calls, waits for its end, and reports its CPU time to the microsecond. It is written
 * in Perl because every Linux system has Perl, it starts in 2 ms, and it can make any system call. It ends what the program
 * leaves behind, whose CPU time counts, too. The program inherits
 * standard input, output and error alone; it can neither write to the report nor reach the overseer.
 */

/** Limits of one process, in the units of the kernel (bytes, seconds). */
export interface ProcessLimits {
  readonly cpuSeconds: number;
  readonly dataBytes: number;
  /** Only memory in RAM counts, by watching it: CUDA reserves far more addresses than it uses. */
  readonly reserves?: boolean;
  readonly fileBytes: number;
  readonly processes: number;
  /** Processes of all programs of its user together, where several share one. Default: as many as its own. */
  readonly together?: number;
  /** Open files and sockets of one process. */
  readonly descriptors?: number;
}

export interface Oversight {
  readonly limits: ProcessLimits;
  readonly filter: FilterKind;
  /** Path of a file, as the program sees it. */
  readonly stdin: string;
  /** The core on which it runs; undefined: any. */
  readonly core: number | undefined;
  /** Number of the user that the program becomes; undefined: it stays the overseer's own. */
  readonly user: number | undefined;
  /** Counts instructions, too. */
  readonly instructions: boolean;
  readonly words: readonly string[];
}

/** How a program ended, as its overseer saw it. */
export interface Report {
  readonly exitCode: number;
  /** The number of the signal that ended it, or 0. */
  readonly signal: number;
  readonly cpuMilliseconds: number;
  readonly wallMilliseconds: number;
  /** Most memory that it used at a time, in MiB. */
  readonly megabytes: number;
  readonly instructions?: number;
}

/**
 * Numbers of system calls: prlimit64, prctl, sched_setaffinity, getrusage, clock_gettime, perf_event_open, close_range,
 * exit_group, setgroups, setresgid, setresuid.
 */
const calls: Readonly<Record<string, readonly number[]>> = {
  x64: [302, 157, 203, 98, 228, 298, 436, 231, 116, 119, 117],
  arm64: [261, 167, 122, 165, 113, 241, 436, 94, 159, 149, 147],
};

/** RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_CORE, RLIMIT_NPROC, RLIMIT_NOFILE of asm-generic/resource.h. */
function resources(limits: ProcessLimits, isAlone: boolean): string {
  const {
    cpuSeconds,
    dataBytes,
    reserves = false,
    fileBytes,
    processes,
    together = processes,
    descriptors = 256,
  } = limits;
  const stack = Math.max(2 ** 23, Math.min(dataBytes, 2 ** 26));
  const counted = isAlone ? together : together + 1; // the overseer counts as one of its user's
  const values = {
    0: cpuSeconds,
    1: fileBytes,
    ...(reserves ? {} : { 2: dataBytes }),
    3: stack,
    4: 0,
    6: counted,
    7: descriptors,
  };
  return Object.entries(values)
    .map(([resource, value]) => `${resource}:${Math.ceil(value)}`)
    .join();
}

const script = `
my ($calls, $limits, $filter, $stdin, $core, $count, $user, @words) = @ARGV;
my ($prlimit, $prctl, $affinity, $getrusage, $clock, $perf, $close, $exit, @become) = split /,/, $calls;
open(my $engine, '+<&=', 3) or die "no engine: $!";
sub now { my $t = pack 'q2'; syscall($clock, 1, $t); my ($s, $n) = unpack 'q2', $t; $s * 1e6 + $n / 1e3 }
sub must { my ($what, $result) = @_; return if $result >= 0; syswrite(STDERR, "germline: $what: $!\\n"); syscall($exit, 126) }
sysread($engine, my $word, 1) or exit 125;
open(STDIN, '<', $stdin) or die "germline: no input: $!\\n";
pipe(my $ready, my $begin);
my $start = now();
my $pid = fork;
defined $pid or die "germline: fork: $!\\n";
if (!$pid) {
  sysread($ready, my $counted, 1);
  for (split /,/, $limits) {
    my ($which, $most) = split /:/;
    my $old = pack 'Q2';
    must("limit $which", syscall($prlimit, 0, $which + 0, 0, $old));
    my (undef, $hard) = unpack 'Q2', $old;
    $most = $hard if $hard < $most;
    must("limit $which", syscall($prlimit, 0, $which + 0, pack('Q2', $most, $most), 0));
  }
  must('core', syscall($affinity, 0, 128, pack('b1024', '0' x $core . '1'))) if $core ne '';
  if ($user ne '') {
    must('groups', syscall($become[0], 0, 0));
    must('user', syscall($become[$_], $user + 0, $user + 0, $user + 0)) for 1, 2;
  }
  must('descriptors', syscall($close, 3, 0xffffffff, 0));
  if ($filter) {
    my $code = pack 'H*', $filter;
    must('no new rights', syscall($prctl, 38, 1, 0, 0, 0));
    must('filter', syscall($prctl, 22, 2, pack('S x6 P', length($code) / 8, $code), 0, 0));
  }
  exec { $words[0] } @words;
  syswrite(STDERR, "$words[0] cannot be started: $!\\n");
  syscall($exit, 127);
}
my $counter = -1;
if ($count) {
  my $attributes = pack 'L2 Q4 Q x88', 0, 136, 1, 0, 0, 0, 1 | 2 | 32 | 64 | 4096;
  $counter = syscall($perf, $attributes, $pid, -1, -1, 0);
}
syswrite($begin, '.');
1 while (my $done = wait) != $pid && $done > 0;
my ($status, $wall) = ($?, now() - $start);
if ($$ == 1 && waitpid(-1, 1) == 0) {
  my $ends = fork;
  if (defined $ends && !$ends) {
    if ($user ne '') { syscall($become[$_], $user + 0, $user + 0, $user + 0) for 1, 2 }
    kill 9, -1;
    syscall($exit, 0);
  }
  1 while wait > 0;
}
my $usage = pack 'q18';
syscall($getrusage, -1, $usage);
my ($us, $uu, $ss, $su, $rss) = unpack 'q5', $usage;
my $instructions = '';
if ($counter >= 0 && open(my $events, '<&=', $counter)) { sysread($events, my $value, 8); $instructions = unpack 'Q', $value }
syswrite($engine, join(' ', $status >> 8, $status & 127, ($us + $ss) * 1e6 + $uu + $su, int $wall, $rss, $instructions) . "\\n");
`;

/** The command of an overseer. It reads a byte from descriptor 3 to begin, and writes a line there at the end. */
export function overseer({ limits, filter, stdin, core, user, instructions, words }: Oversight): readonly string[] {
  const code = seccompFilter(process.arch, filter)?.toString('hex') ?? '';
  const numbers = (calls[process.arch] ?? []).join();
  const most = resources(limits, user !== undefined);
  const settings = [numbers, most, code, stdin, core ?? '', instructions ? 1 : '', user ?? ''];
  return ['/usr/bin/perl', '-e', script, '--', ...settings.map(String), ...words];
}

/** Undefined where the overseer ended without a report. */
export function readReport(line: string): Report | undefined {
  const [exitCode, signal, cpu, wall, kilobytes, instructions] = line.trim().split(' ').map(Number);
  if (kilobytes === undefined) return undefined;
  return {
    exitCode: exitCode!,
    signal: signal!,
    cpuMilliseconds: cpu! / 1000,
    wallMilliseconds: wall! / 1000,
    megabytes: kilobytes / 1024,
    ...(instructions !== undefined && { instructions }),
  };
}
