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
  /** For temporary files; undefined: the scratch folder. */
  readonly temporary?: string;
  /** Folders that take new files, which vanish with the cell. */
  readonly growing: readonly string[];
  /** The user that the program becomes; undefined: it stays what the engine is. */
  readonly user: number | undefined;
  /** Called when the folder is complete, just before the command begins. */
  begin(): Promise<void>;
  /** Removes what the entrance made. */
  leave(): Promise<void>;
}

/** Folders of a base folder that lie over one another, by their names there. Only the topmost is written to. */
export interface Layers {
  /** The topmost first; none of them changes while a command sees them. */
  readonly below: readonly string[];
  readonly top: string;
  /** An empty folder that the kernel needs, used once, and one where the whole appears. */
  readonly work: string;
  readonly mount: string;
}

/**
 * A place for a command in a copy of a repository, which it sees at the repository's own path. Paths are absolute and
 * real, but for those of the layers.
 */
export interface Room {
  /** Holds the copies, and all layers. */
  readonly base: string;
  /** Where the copy is: layers, or one folder of the base that has all of it. It holds `repository` and `home`. */
  readonly copy: Layers | string;
  /** The repository's own path, and the folder below it where commands start. */
  readonly root: string;
  readonly start: string;
  /** Files of /etc, and all other files and folders that it sees read-only, at their own paths. */
  readonly etc: string;
  readonly shown: readonly string[];
  /** The owner of the copies; undefined: what the engine is. */
  readonly user: number | undefined;
  readonly scratchMegabytes: number;
  readonly gpu: readonly string[];
  /** Whether it may listen at low ports of its own network. Then its filter of system calls comes from file descriptor 4. */
  readonly serves?: boolean;
}

/** The operating system's way to confine a process: the sandbox's outermost layer. */
export interface Jail {
  readonly name: 'bubblewrap' | 'sandbox-exec' | 'container' | 'none';
  /** Absent where nothing but Node confines an evaluator host. */
  readonly start?: (inmate: Inmate) => Start;
  /** Absent where this kind of jail cannot hold native programs. */
  readonly enter?: (cell: Cell) => Promise<Entrance>;
  /** Absent where this kind of jail cannot hold copies of a repository. */
  readonly enterRoom?: (room: Room) => Promise<Entrance>;
  /** The user to whom copies should belong that commands change, where all of some places are open to it. */
  readonly ownerFor?: (shown: readonly string[]) => number | undefined;
}

/** A jail that confines an evaluator host. */
export type Confining = Jail & Required<Pick<Jail, 'start'>>;

/** A jail that can hold copies of a repository. */
export type RoomJail = Jail & Required<Pick<Jail, 'enterRoom'>>;

export function holdsRooms(jail: Jail | undefined): jail is RoomJail {
  return jail?.enterRoom !== undefined;
}
