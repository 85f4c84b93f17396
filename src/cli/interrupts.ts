/** Milliseconds within which two interrupts count as one: the launcher passes on what a terminal sends to both. */
const together = 100;

/** Calls back on each Ctrl-C or SIGTERM, until the returned function is called. */
export function onInterrupt(act: () => void): () => void {
  let last = Number.NEGATIVE_INFINITY;
  const hear = () => {
    const now = performance.now();
    if (now - last > together) act();
    last = now;
  };
  process.on('SIGINT', hear).on('SIGTERM', hear);
  return () => void process.off('SIGINT', hear).off('SIGTERM', hear);
}
