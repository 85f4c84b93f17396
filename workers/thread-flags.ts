/**
 * The host's flags that its threads need too, without the permission to start threads. A thread started with an empty
 * list would escape the permission model of its process.
 */
export function threadFlags(hostFlags: readonly string[]): string[] {
  return hostFlags.filter((flag) => /^--(permission|allow-fs-read|no-warnings|unhandled-rejections)/.test(flag));
}
