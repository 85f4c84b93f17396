import { useState } from 'preact/hooks';

/** What became of an order: none was given, it is being done, it was done, or it was not, and why. */
export type OrderState =
  | { readonly state: 'idle' }
  | { readonly state: 'busy' | 'done' | 'failed'; readonly text: string };

/** An order to the server, and what became of it. Resolves to whether it was done. */
export function useOrder() {
  const [state, setState] = useState<OrderState>({ state: 'idle' });
  const give = async <Answer>(
    busy: string,
    work: () => Promise<Answer>,
    describe: (answer: Answer) => string,
  ): Promise<boolean> => {
    setState({ state: 'busy', text: busy });
    try {
      setState({ state: 'done', text: describe(await work()) });
      return true;
    } catch (error) {
      setState({ state: 'failed', text: (error as Error).message });
      return false;
    }
  };
  return { order: state, isBusy: state.state === 'busy', give };
}
