/** Unusable input. The message says what is wrong and what to do. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The machine failed (disk full, git missing, model server down). The run stops and can be resumed. Exit code 1. */
export class EnvironmentError extends Error {
  override readonly name: string = 'EnvironmentError';
}

/** The search was over, and no machine was there to do the work. An attempt that ends so is not recorded. */
export class LeftBehind extends EnvironmentError {
  override readonly name = 'LeftBehind';
}

/** The run that a client took part in has ended. What was told is recorded; open the run again to go on. */
export class RunEnded extends EnvironmentError {
  override readonly name = 'RunEnded';
}

/** The work itself failed (the initial program gets no score, a replay differs). Exit code 1. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
}
