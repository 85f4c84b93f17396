/**
 * The host's flags that its threads need too, without the permission to start threads. A thread started with an empty
 * list would escape the permission model of its process. A candidate's rejected promises are no fault of the thread.
 */
export function threadFlags(hostFlags: readonly string[]): string[] {
  const shared = hostFlags.filter((flag) => /^--(permission|allow-fs-read|no-warnings)/.test(flag));
  return [...shared, '--unhandled-rejections=none'];
}
