/** Numbers of attempts in an address: `1 5 9`. */
export function readNumbers(text: string | null): readonly number[] {
  return [...new Set(text?.match(/\d+/g)?.map(Number) ?? [])];
}

/** A number in an address; undefined where there is none. */
export function numberIn(values: URLSearchParams, key: string): number | undefined {
  const text = values.get(key) || undefined;
  const number = Number(text);
  return text === undefined || Number.isNaN(number) ? undefined : number;
}
