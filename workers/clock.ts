/** Milliseconds on a clock that all threads of the process share. */
export function millisecondsNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
