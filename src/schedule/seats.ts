/** The models that can be asked now. */
export interface Seats {
  /** Keeps a free seat for the attempt of `held`, until that is disposed; returns its model's label, the models in turn. */
  keep(held: DisposableStack): string | undefined;
  /** Attempts that others have the seat of while they are evaluated. */
  readonly lent: number;
  /** Calls back whenever a model may have become ready. */
  onChange(listener: () => void): Disposable;
  /** Whether the search has ended: conversations that wait for a model then are cancelled. */
  drain(over: boolean): void;
  /** Why no model can ever be asked again, if so: those given up. Empty where all limits are spent. */
  readonly hopeless: { readonly givenUp: readonly string[] } | undefined;
}
