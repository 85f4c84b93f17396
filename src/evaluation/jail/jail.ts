/** A program as it is started: what to run, and what it reads from its fourth channel on, in order. */
export interface Start {
  readonly command: string;
  readonly args: readonly string[];
  readonly channels: readonly Buffer[];
}

/** What a jailed program needs. */
export interface Inmate {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Absolute paths that it may read, files or folders; a link is shown as what it points at. */
  readonly readable: readonly string[];
  /** Most memory for data, in MiB, beyond which allocations fail. */
  readonly megabytes: number;
}

/** A means of the operating system to confine a process: the sandbox's outermost layer. */
export interface Jail {
  readonly name: 'bubblewrap' | 'sandbox-exec';
  start(inmate: Inmate): Start;
  /** A program that builds others; undefined where this kind of jail has no way to it. */
  readonly build?: (builder: Builder) => Start;
}

/** A compiler: it starts programs of its own, and writes into one folder. It sees the system's programs, nobody's files. */
export interface Builder {
  readonly program: string;
  readonly args: readonly string[];
  /** Absolute path of the folder where it works, the only one that it may write to. */
  readonly folder: string;
  readonly megabytes: number;
}
