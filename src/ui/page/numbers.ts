/** Numbers of attempts in an address: `1 5 9`. */
export function readNumbers(text: string | null): readonly number[] {
  return [...new Set(text?.match(/\d+/g)?.map(Number) ?? [])];
}
