import { type FilterKind, seccompFilter } from '../jail/seccomp.ts';

/**
 * The process beside a native program, inside its jail: it waits for an order of the engine, starts the program with its
 * limits and its filter of system calls, waits for its end, and reports its CPU time to the microsecond. It is written
 * in Perl because every Linux system has Perl, it starts in 2 ms, and it can make any system call. It ends what the program
 * leaves behind, whose CPU time counts, too. The program inherits
 * standard input, output and error alone; it can neither write to the report nor reach the overseer. Another order is
 * taken only where the jail is again as it was: nothing runs, no connection is left, and no file in memory.
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
  /** File systems in memory where a program may leave no file if another order is to follow; with none, none follows. */
  readonly memory: readonly string[];
}

/** One program to run. */
export interface Order {
  readonly words: readonly string[];
  /** A file that is removed first. */
  readonly remove?: string | undefined;
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
  /** Whether the overseer takes another order. */
  readonly waits: boolean;
}

/**
 * Numbers of system calls: prlimit64, prctl, sched_setaffinity, getrusage, clock_gettime, perf_event_open, close_range,
 * exit_group, statfs, setgroups, setresgid, setresuid.
 */
const calls: Readonly<Record<string, readonly number[]>> = {
  x64: [302, 157, 203, 98, 228, 298, 436, 231, 137, 116, 119, 117],
  arm64: [261, 167, 122, 165, 113, 241, 436, 94, 43, 159, 149, 147],
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
my ($calls, $limits, $filter, $stdin, $core, $count, $user, @memory) = @ARGV;
my ($prlimit, $prctl, $affinity, $getrusage, $clock, $perf, $close, $exit, $statfs, @become) = split /,/, $calls;
open(my $engine, '+<&=', 3) or die "no engine: $!";
sub now { my $t = pack 'q2'; syscall($clock, 1, $t); my ($s, $n) = unpack 'q2', $t; $s * 1e6 + $n / 1e3 }
sub must { my ($what, $result) = @_; return if $result >= 0; syswrite(STDERR, "germline: $what: $!\\n"); syscall($exit, 126) }
sub used {
  my $usage = pack 'q18';
  syscall($getrusage, -1, $usage);
  my ($us, $uu, $ss, $su, $rss) = unpack 'q5', $usage;
  (($us + $ss) * 1e6 + $uu + $su, $rss);
}
sub receive {
  my ($size, $all) = ($_[0], '');
  while (length $all < $size) { sysread($engine, $all, $size - length $all, length $all) or exit 125 }
  $all;
}
sub begin {
  my ($remove, @words) = @_;
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
  must("remove $remove", -1) if $remove ne '' && lstat $remove && !unlink $remove;
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
sub finish {
  if ($$ == 1 && waitpid(-1, 1) == 0) {
    my $ends = fork;
    if (defined $ends && !$ends) {
      if ($user ne '') { syscall($become[$_], $user + 0, $user + 0, $user + 0) for 1, 2 }
      kill 9, -1;
      syscall($exit, 0);
    }
    1 while wait > 0;
  }
}
sub filesIn { my ($place, $about) = ($_[0], pack 'q16'); must("statfs $place", syscall($statfs, $place, $about)); my @all = unpack 'q16', $about; $all[5] - $all[6] }
sub hasConnections { open(my $list, '<', "/proc/net/$_[0]") or return 0; grep { /^TCP/ && !/^TCP6?: inuse 0(?: orphan [0-9]+ tw 0|$)/ } <$list> }
my @files = map { filesIn($_) } @memory;
sub serve {
  my ($mark, @order) = @_;
  open(STDIN, '<', $stdin) or die "germline: no input: $!\\n";
  my ($before) = used();
  pipe(my $ready, my $counted);
  my $start = now();
  my $pid = fork;
  defined $pid or die "germline: fork: $!\\n";
  if (!$pid) { sysread($ready, my $word, 1); begin(@order) }
  my $counter = -1;
  if ($count) {
    my $attributes = pack 'L2 Q4 Q x88', 0, 136, 1, 0, 0, 0, 1 | 2 | 32 | 64 | 4096;
    $counter = syscall($perf, $attributes, $pid, -1, -1, 0);
  }
  syswrite($counted, '.');
  1 while (my $done = wait) != $pid && $done > 0;
  my ($status, $wall) = ($?, now() - $start);
  finish();
  my ($cpu, $rss) = used();
  my $instructions = '';
  if ($counter >= 0 && open(my $events, '<&=', $counter)) { sysread($events, my $value, 8); $instructions = unpack 'Q', $value }
  my $waits = $$ == 1 && @memory && "@files" eq join(' ', map { filesIn($_) } @memory) && !grep { hasConnections($_) } 'sockstat', 'sockstat6';
  syswrite($_, $mark) for *STDOUT, *STDERR;
  syswrite($engine, join(' ', $status >> 8, $status & 127, $cpu - $before, int $wall, $rss, $waits ? 1 : 0, $instructions) . "\\n");
  $waits;
}
1 while serve(split /\\0/, receive(hex receive(8)), -1);
`;

/** The command of an overseer, which takes orders from descriptor 3 and writes a line there at the end of each. */
export function overseer({ limits, filter, stdin, core, user, instructions, memory }: Oversight): readonly string[] {
  const code = seccompFilter(process.arch, filter)?.toString('hex') ?? '';
  const numbers = (calls[process.arch] ?? []).join();
  const most = resources(limits, user !== undefined);
  const settings = [numbers, most, code, stdin, core ?? '', instructions ? 1 : '', user ?? ''];
  return ['/usr/bin/perl', '-e', script, '--', ...settings.map(String), ...memory];
}

/** An order as its overseer reads it. It writes the mark to standard output and error at the end of the program. */
export function writeOrder({ words, remove = '' }: Order, mark: string): Buffer {
  const order = Buffer.from([mark, remove, ...words].join('\0'));
  return Buffer.concat([Buffer.from(order.length.toString(16).padStart(8, '0')), order]);
}

/** Undefined where the overseer ended without a report. */
export function readReport(line: string): Report | undefined {
  const [exitCode, signal, cpu, wall, kilobytes, waits, instructions] = line.trim().split(' ').map(Number);
  if (waits === undefined) return undefined;
  return {
    exitCode: exitCode!,
    signal: signal!,
    cpuMilliseconds: cpu! / 1000,
    wallMilliseconds: wall! / 1000,
    megabytes: kilobytes! / 1024,
    ...(instructions !== undefined && { instructions }),
    waits: waits === 1,
  };
}
