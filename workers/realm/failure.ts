import { apply, freeze, slice, text } from './intrinsics.ts';

/** Thrown where the evidence has more characters than the stage allows. */
export const tooLarge = freeze({});
/** Thrown where a call of the drive has spent its operations. */
export const outOfFuel = freeze({});

/** Says why a value cannot be evidence. */
export class Unfit {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Does something: the empty string if it worked, or the failure as `Inside` returns it. */
export function attempt(action: () => void): string {
  try {
    action();
    return '';
  } catch (error) {
    return describe(error);
  }
}

/** The failure that a thrown value means, in at most 501 characters. */
export function describe(error: unknown): string {
  if (error === tooLarge) return 'L';
  // Every look at the thrown value may run the candidate's code, which may throw again.
  try {
    return `T${error instanceof Unfit ? error.reason : apply(slice, nameOf(error), [0, 500])}`;
  } catch {
    return 'Tthrew something that cannot be shown';
  }
}

function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return `threw ${text(error)}`;
  return `${text((error as Error).name)}: ${text(error.message)}`;
}
