/** Something that is opened at its first use. Where that fails, the next use tries again. */
export interface WhenFirstUsed<T> {
  use(): Promise<T>;
  /** What was opened; undefined where nothing was. */
  readonly opened: Promise<T> | undefined;
}

export function whenFirstUsed<T>(open: () => Promise<T>): WhenFirstUsed<T> {
  let opened: Promise<T> | undefined;
  return {
    use: () => {
      opened ??= open().catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      return opened;
    },
    get opened() {
      return opened;
    },
  };
}
