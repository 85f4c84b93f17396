/** How to start a program: the command, and the bytes that it reads from file descriptor 4 on, in order. */
export interface Start {
  readonly command: string;
  readonly args: readonly string[];
  readonly channels: readonly Buffer[];
}

/** A program to run in a jail. */
export interface Inmate {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Absolute paths of files and folders that it may read; a link is replaced by its target. */
  readonly readable: readonly string[];
  /** Most memory for data, in MiB; beyond it allocations fail. */
  readonly megabytes: number;
}

/** The operating system's way to confine a process: the sandbox's outermost layer. */
export interface Jail {
  readonly name: 'bubblewrap' | 'sandbox-exec';
  start(inmate: Inmate): Start;
  /** Starts a program that builds others; absent if this kind of jail cannot. */
  readonly build?: (builder: Builder) => Start;
}

/**
 * A compiler: it may start other programs and write into one folder. It sees the system's programs, but no user's
 * files.
 */
export interface Builder {
  readonly program: string;
  readonly args: readonly string[];
  /** Absolute path of the folder where it works, the only one that it may write to. */
  readonly folder: string;
  readonly megabytes: number;
}
