/** Adds to a queue: at its end, or, where it is urgent, behind the last urgent one. */
export function enqueue<T extends { readonly urgent: boolean }>(waiting: T[], next: T): void {
  const place = next.urgent ? waiting.findIndex(({ urgent }) => !urgent) : -1;
  waiting.splice(place < 0 ? waiting.length : place, 0, next);
}
