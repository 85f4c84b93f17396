import type { Cell, Jail } from '../jail/jail.ts';
import { type Confined, type Ended, OverseenJail } from './overseen-jail.ts';

/** A program to start in a cell. */
export interface NativeProgram extends Confined {
  readonly cell: Cell;
  readonly words: readonly string[];
}

/** A program that waits in its jail. */
export interface Waiting {
  /** Begins, and resolves at its end. Rejects with the signal's reason when aborted. */
  go(signal?: AbortSignal): Promise<Ended>;
  /** Ends it at once. */
  end(): Promise<void>;
}

/** Starts the jail of a program, in which it waits for its turn: what that costs is spent before it is needed. */
export async function prepare(
  { words, ...program }: NativeProgram,
  jail: Required<Pick<Jail, 'enter'>>,
): Promise<Waiting> {
  const entrance = await jail.enter(program.cell);
  const overseen = new OverseenJail(entrance, program);
  return {
    async go(signal) {
      try {
        await entrance.begin();
        return await overseen.run({ words }, signal);
      } finally {
        await overseen.end();
      }
    },
    end: () => overseen.end(),
  };
}
