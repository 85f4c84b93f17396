import { useLayoutEffect, useState } from 'preact/hooks';

/** An answer of the server: pending, present, or the reason of its absence. */
export type Asked<Answer> =
  | { readonly state: 'asking' }
  | { readonly state: 'there'; readonly answer: Answer }
  | { readonly state: 'failed'; readonly why: string /** Whether the server said so. */; readonly isAnswer: boolean };

/** Asks the server for the JSON at an address, and again when the address or the occasion changes. */
export function useAsked<Answer>(address: string, occasion: unknown = undefined): Asked<Answer> {
  const asked = useAllAsked<Answer>([address], occasion);
  return asked.state === 'there' ? { ...asked, answer: asked.answer[0]! } : asked;
}

/** The same for several addresses, whose answers are there together. */
export function useAllAsked<Answer>(
  addresses: readonly string[],
  occasion: unknown = undefined,
): Asked<readonly Answer[]> {
  const [asked, setAsked] = useState<Asked<readonly Answer[]>>({ state: 'asking' });
  useLayoutEffect(() => {
    const left = new AbortController();
    Promise.all(addresses.map((address) => fetchAnswer<Answer>(address, left.signal))).then(
      (answer) => setAsked({ state: 'there', answer }),
      (error: Error) =>
        !left.signal.aborted && setAsked({ state: 'failed', why: error.message, isAnswer: error instanceof Refusal }),
    );
    return () => {
      left.abort();
      setAsked({ state: 'asking' });
    };
  }, [addresses.join('\n'), occasion]);
  return asked;
}

/** The server answered that it will not. */
class Refusal extends Error {}

/** The JSON at an address of the server. @throws {Error} with the reason, if the server does not answer with it. */
export async function fetchAnswer<Answer>(address: string, signal: AbortSignal): Promise<Answer> {
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Refusal(await response.text());
  return (await response.json()) as Answer;
}
