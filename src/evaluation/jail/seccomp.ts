/**
 * The filter of system calls (seccomp BPF, linux/filter.h and linux/seccomp.h) that bubblewrap puts on an evaluator
 * host: threads may be started but no processes, sockets that are open may be used but none opened, and the parts of
 * the kernel that no scoring needs and many exploits do are out of reach.
 */

interface Architecture {
  /** AUDIT_ARCH_… of linux/audit.h. */
  readonly audit: number;
  readonly clone: number;
  readonly clone3: number;
  /** Refused with EPERM: see asm/unistd.h of the architecture. */
  readonly refused: readonly number[];
}

const architectures: Readonly<Record<string, Architecture>> = {
  x64: {
    audit: 0xc000003e,
    clone: 56,
    clone3: 435,
    refused: [
      ...[57, 58], // fork, vfork
      ...[41, 42, 49, 50], // socket, connect, bind, listen
      ...[101, 310, 311, 438], // ptrace, process_vm_readv, process_vm_writev, pidfd_getfd
      ...[298, 321, 323], // perf_event_open, bpf, userfaultfd
      ...[425, 426, 427], // io_uring_setup, io_uring_enter, io_uring_register
      ...[248, 249, 250], // add_key, request_key, keyctl
      ...[272, 308], // unshare, setns
      ...[155, 161, 165, 166, 428, 429, 430, 431, 432, 442], // pivot_root, chroot, mount and its newer kin
      ...[163, 167, 169, 175, 176, 246, 313, 320], // acct, swapon, reboot, kernel modules, kexec
      ...[135, 303, 304], // personality, name_to_handle_at, open_by_handle_at
    ],
  },
  arm64: {
    audit: 0xc00000b7,
    clone: 220,
    clone3: 435,
    refused: [
      ...[198, 203, 200, 201],
      ...[117, 270, 271, 438],
      ...[241, 280, 282],
      ...[425, 426, 427],
      ...[217, 218, 219],
      ...[97, 268],
      ...[41, 51, 40, 39, 428, 429, 430, 431, 432, 442],
      ...[89, 224, 142, 105, 106, 104, 273, 294],
      ...[92, 264, 265],
    ],
  },
};

const [EPERM, ENOSYS] = [1, 38];
const cloneThread = 0x10000;
const [load, equal, atLeast, anyBit, give] = [0x20, 0x15, 0x35, 0x45, 0x06];
const [killProcess, refuseWith, allow] = [0x80000000, 0x00050000, 0x7fff0000];
/** Offsets in struct seccomp_data: the call's number, the architecture, the low half of its first argument. */
const [callNumber, architectureOf, firstArgument] = [0, 4, 16];

/** The filter as bytes for `bwrap --seccomp`; undefined for an architecture whose numbers are not known here. */
export function seccompFilter(name: string): Buffer | undefined {
  const architecture = architectures[name];
  if (!architecture) return undefined;
  const { audit, clone, clone3, refused } = architecture;
  return assemble([
    [load, 0, 0, architectureOf],
    [equal, 1, 0, audit],
    [give, 0, 0, killProcess],
    [load, 0, 0, callNumber],
    // Calls of the x32 kind would pass under numbers of their own.
    ...when(atLeast, 0x40000000, refuseWith | ENOSYS),
    // Its flags lie in memory, where no filter can look: without it, the C library falls back on clone.
    ...when(equal, clone3, refuseWith | ENOSYS),
    ...refused.flatMap((number) => when(equal, number, refuseWith | EPERM)),
    [equal, 1, 0, clone],
    [give, 0, 0, allow],
    [load, 0, 0, firstArgument],
    [anyBit, 1, 0, cloneThread],
    [give, 0, 0, refuseWith | EPERM],
    [give, 0, 0, allow],
  ]);
}

/** A struct sock_filter: what to do, how many instructions to skip if true and if false, and with what. */
type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, operand: number];

function when(test: number, operand: number, result: number): Instruction[] {
  return [
    [test, 0, 1, operand],
    [give, 0, 0, result],
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
