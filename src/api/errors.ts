/** The user gave something that cannot be used. The message says what and what to do; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The machine failed us (disk full, git gone, model server down); the run stops, resumable. Exit code 1. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** The work itself failed (the initial program gets no score, a replay differs). Exit code 1. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
}
