/** Unusable input. The message says what is wrong and what to do. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The machine failed (disk full, git missing, model server down). The run stops and can be resumed. Exit code 1. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** The work itself failed (the initial program gets no score, a replay differs). Exit code 1. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
}
