/**
 * The host's flags that its threads need too, without the permission to start threads: a thread with no flags would
 * escape the permission model of its process. A promise that a candidate rejects must not end the thread.
 */
export function threadFlags(hostFlags: readonly string[]): string[] {
  const shared = hostFlags.filter((flag) => /^--(permission|allow-fs-read|no-warnings)/.test(flag));
  return [...shared, '--unhandled-rejections=none'];
}
