/** Milliseconds within which two interrupts count as one: the launcher passes on what a terminal sends to both. */
const together = 100;

/** Ctrl-C, an end that a program asks for, and a terminal that closes, unless the launcher ignores that for nohup. */
const signals: readonly NodeJS.Signals[] = [
  'SIGINT',
  'SIGTERM',
  ...(process.listenerCount('SIGHUP') > 0 ? [] : (['SIGHUP'] as const)),
];

/** Calls back on each signal that asks this process to end, until the returned function is called. */
export function onInterrupt(act: () => void): () => void {
  let last = Number.NEGATIVE_INFINITY;
  const hear = () => {
    const now = performance.now();
    if (now - last > together) act();
    last = now;
  };
  for (const signal of signals) process.on(signal, hear);
  return () => {
    for (const signal of signals) process.off(signal, hear);
  };
}
