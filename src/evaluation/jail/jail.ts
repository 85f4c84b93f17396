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

/**
 * A place for one native program: the folder where it lies, and what it sees besides the system's own programs and
 * libraries. Paths are absolute and real.
 */
export interface Cell {
  /** The folder where commands start. */
  readonly folder: string;
  /** Whether it may write there; it always may in its scratch folder. */
  readonly writable: boolean;
  /** Its standard input, and a folder that it sees as `input`. */
  readonly stdin: string;
  readonly input: string | undefined;
  /** Folders of programs that are no part of the system, which it sees at their own paths. */
  readonly toolchains: readonly string[];
  /** Those of them that take new files, which vanish with the cell; what is there stays as it is. */
  readonly growing?: readonly string[];
  /** Folders that it must not see, wherever they are. */
  readonly hidden: readonly string[];
  /** Folders of compilers that keep what they built. */
  readonly caches: readonly Cache[];
  readonly scratchMegabytes: number;
  /** Devices of the GPU; empty for a program that needs none. */
  readonly gpu: readonly string[];
}

interface Cache {
  readonly folder: string;
  readonly writable: boolean;
}

/** How to start a command in a cell: the words before its own, and where things are as it sees them. */
export interface Entrance {
  readonly words: readonly string[];
  /** The working directory of the command that the words begin; the cell's own begins in its folder. */
  readonly cwd: string;
  readonly stdin: string;
  /** Where its folder is. */
  readonly folder: string;
  readonly scratch: string;
  /** Folders that take new files, which vanish with the cell. */
  readonly growing: readonly string[];
  /** The user that the program becomes; undefined: it stays what the engine is. */
  readonly user: number | undefined;
  /** Called when the folder is complete, just before the command begins. */
  begin(): Promise<void>;
  /** Removes what the entrance made. */
  leave(): Promise<void>;
}

/** The operating system's way to confine a process: the sandbox's outermost layer. */
export interface Jail {
  readonly name: 'bubblewrap' | 'sandbox-exec' | 'container' | 'none';
  /** Absent where nothing but Node confines an evaluator host. */
  readonly start?: (inmate: Inmate) => Start;
  /** Absent where this kind of jail cannot hold native programs. */
  readonly enter?: (cell: Cell) => Promise<Entrance>;
}

/** A jail that confines an evaluator host. */
export type Confining = Jail & Required<Pick<Jail, 'start'>>;
