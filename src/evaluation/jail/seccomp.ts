/**
 * Filters of system calls (seccomp BPF, linux/filter.h and linux/seccomp.h) for the evaluator host and for native
 * programs: these use open sockets but open none, and cannot reach the parts of the kernel that no scoring needs and many
 * exploits do.
 */

/** AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64 of linux/audit.h. */
const architectures = { x64: 0xc000003e, arm64: 0xc00000b7 } as const;

type Architecture = keyof typeof architectures;

/** The number of a system call by architecture: asm/unistd_64.h of x86, asm-generic/unistd.h for arm64. */
type Numbers = Readonly<Partial<Record<Architecture, number>>>;

const clone: Required<Numbers> = { x64: 56, arm64: 220 };
const clone3: Required<Numbers> = { x64: 435, arm64: 435 };

/** Calls refused with EPERM. From 424 on (Linux 5.1), a call has the same number on every architecture. */
const refused: Readonly<Record<string, Numbers>> = {
  // Processes; arm64 has clone alone.
  fork: { x64: 57 },
  vfork: { x64: 58 },
  // Sockets.
  socket: { x64: 41, arm64: 198 },
  connect: { x64: 42, arm64: 203 },
  bind: { x64: 49, arm64: 200 },
  listen: { x64: 50, arm64: 201 },
  // Other processes' memory and files.
  ptrace: { x64: 101, arm64: 117 },
  process_vm_readv: { x64: 310, arm64: 270 },
  process_vm_writev: { x64: 311, arm64: 271 },
  pidfd_getfd: { x64: 438, arm64: 438 },
  // Large parts of the kernel, often exploited.
  perf_event_open: { x64: 298, arm64: 241 },
  bpf: { x64: 321, arm64: 280 },
  userfaultfd: { x64: 323, arm64: 282 },
  io_uring_setup: { x64: 425, arm64: 425 },
  io_uring_enter: { x64: 426, arm64: 426 },
  io_uring_register: { x64: 427, arm64: 427 },
  // Keys of the kernel.
  add_key: { x64: 248, arm64: 217 },
  request_key: { x64: 249, arm64: 218 },
  keyctl: { x64: 250, arm64: 219 },
  // Namespaces.
  unshare: { x64: 272, arm64: 97 },
  setns: { x64: 308, arm64: 268 },
  // Mounts and roots.
  pivot_root: { x64: 155, arm64: 41 },
  chroot: { x64: 161, arm64: 51 },
  mount: { x64: 165, arm64: 40 },
  umount2: { x64: 166, arm64: 39 },
  open_tree: { x64: 428, arm64: 428 },
  move_mount: { x64: 429, arm64: 429 },
  fsopen: { x64: 430, arm64: 430 },
  fsconfig: { x64: 431, arm64: 431 },
  fsmount: { x64: 432, arm64: 432 },
  mount_setattr: { x64: 442, arm64: 442 },
  // The machine as a whole.
  acct: { x64: 163, arm64: 89 },
  swapon: { x64: 167, arm64: 224 },
  reboot: { x64: 169, arm64: 142 },
  init_module: { x64: 175, arm64: 105 },
  delete_module: { x64: 176, arm64: 106 },
  kexec_load: { x64: 246, arm64: 104 },
  finit_module: { x64: 313, arm64: 273 },
  kexec_file_load: { x64: 320, arm64: 294 },
  // Other behaviour of the kernel, and files past their folders.
  personality: { x64: 135, arm64: 92 },
  name_to_handle_at: { x64: 303, arm64: 264 },
  open_by_handle_at: { x64: 304, arm64: 265 },
};

/** Calls that commands in a repository may make: their tests serve and connect, in a network of their own. */
const sockets = ['socket', 'connect', 'bind', 'listen'];

/**
 * Calls that native programs are refused besides: memory that no limit of a process counts, and messages that outlive
 * their sender. Memory of several processes is watched from outside, so that these may share it.
 */
const uncounted: Readonly<Record<string, Numbers>> = {
  memfd_create: { x64: 319, arm64: 279 },
  memfd_secret: { x64: 447, arm64: 447 },
  shmget: { x64: 29, arm64: 194 },
  semget: { x64: 64, arm64: 190 },
  msgget: { x64: 68, arm64: 186 },
  mq_open: { x64: 240, arm64: 180 },
};

const mmap: Required<Numbers> = { x64: 9, arm64: 222 };
/** Bits of mmap's fourth argument. */
const [mapShared, mapAnonymous, mapGrowsDown] = [0x01, 0x20, 0x100];

const [EPERM, ENOSYS] = [1, 38];
const cloneThread = 0x10000;
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. */
const cloneNamespaces = 0x7e020000;
const [load, equal, atLeast, anyBit, and, end] = [0x20, 0x15, 0x35, 0x45, 0x54, 0x06];
const [killProcess, refuseWith, allow] = [0x80000000, 0x00050000, 0x7fff0000];
/** Offsets in struct seccomp_data: the call's number, the architecture, the low halves of its first and fourth argument. */
const [callNumber, architectureOf, firstArgument, fourthArgument] = [0, 4, 16, 40];

/**
 * `host`: the evaluator host, which starts threads. Native programs: `alone` starts nothing, `threads` threads only,
 * `processes` also processes, but none in namespaces of its own, `repository` the same with sockets.
 */
export type FilterKind = 'host' | 'alone' | 'threads' | 'processes' | 'repository';

/** The filter as the kernel takes it; undefined for an architecture that the table does not have. */
export function seccompFilter(name: string, kind: FilterKind = 'host'): Buffer | undefined {
  return Object.hasOwn(architectures, name) ? filterFor(name as Architecture, kind) : undefined;
}

const processCalls = ['fork', 'vfork'];

/** Calls of those above that a kind of program may make. */
const allowedTo: Readonly<Record<FilterKind, readonly string[]>> = {
  host: [],
  alone: [],
  threads: [],
  processes: processCalls,
  repository: [...processCalls, ...sockets],
};

function filterFor(architecture: Architecture, kind: FilterKind): Buffer {
  const allowed = allowedTo[kind];
  const listed = Object.entries({ ...refused, ...(kind === 'host' ? {} : uncounted) });
  const numbers = listed.flatMap(([name, call]) => (allowed.includes(name) ? [] : (call[architecture] ?? [])));
  return assemble([
    [load, 0, 0, architectureOf],
    [equal, 1, 0, architectures[architecture]],
    [end, 0, 0, killProcess],
    [load, 0, 0, callNumber],
    // Calls of the x32 ABI would pass under numbers of their own.
    ...when(atLeast, 0x40000000, refuseWith | ENOSYS),
    // Its flags lie in memory, where no filter can look; without it, the C library falls back on clone.
    ...when(equal, clone3[architecture], refuseWith | ENOSYS),
    ...numbers.flatMap((number) => when(equal, number, refuseWith | EPERM)),
    ...(kind === 'host' ? [] : mappings(mmap[architecture], kind)),
    [equal, 1, 0, clone[architecture]],
    [end, 0, 0, allow],
    ...starts[kind],
    [end, 0, 0, allow],
  ]);
}

/** What becomes of a call of clone. */
const starts: Readonly<Record<FilterKind, readonly Instruction[]>> = {
  host: [
    [load, 0, 0, firstArgument],
    [anyBit, 1, 0, cloneThread],
    [end, 0, 0, refuseWith | EPERM],
  ],
  alone: [[end, 0, 0, refuseWith | EPERM]],
  threads: [
    [load, 0, 0, firstArgument],
    [anyBit, 1, 0, cloneThread],
    [end, 0, 0, refuseWith | EPERM],
  ],
  processes: [[load, 0, 0, firstArgument], ...when(anyBit, cloneNamespaces, refuseWith | EPERM)],
  repository: [[load, 0, 0, firstArgument], ...when(anyBit, cloneNamespaces, refuseWith | EPERM)],
};

/** Refuses memory that grows by itself and, where nothing else counts it, shared memory without a file. */
function mappings(number: number, kind: FilterKind): readonly Instruction[] {
  const unshared: readonly Instruction[] = [
    [and, 0, 0, mapShared | mapAnonymous],
    ...when(equal, mapShared | mapAnonymous, refuseWith | EPERM),
  ];
  const body: readonly Instruction[] = [
    [load, 0, 0, fourthArgument],
    ...when(anyBit, mapGrowsDown, refuseWith | EPERM),
    ...(kind === 'processes' || kind === 'repository' ? [] : unshared),
    [end, 0, 0, allow],
  ];
  return [[equal, 0, body.length, number], ...body];
}

/** A struct sock_filter; `ifTrue` and `ifFalse` are numbers of instructions to skip. */
type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, operand: number];

function when(test: number, operand: number, result: number): readonly Instruction[] {
  return [
    [test, 0, 1, operand],
    [end, 0, 0, result],
  ];
}

function assemble(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(8 * program.length);
  for (const [index, [code, ifTrue, ifFalse, operand]] of program.entries()) {
    bytes.writeUInt16LE(code, 8 * index);
    bytes.writeUInt8(ifTrue, 8 * index + 2);
    bytes.writeUInt8(ifFalse, 8 * index + 3);
    bytes.writeUInt32LE(operand >>> 0, 8 * index + 4);
  }
  return bytes;
}
