import { readFileSync } from 'node:fs';

/**
 * Processor time of a process, in seconds, on systems with /proc (Linux), where it counts in hundredths: its own, and that
 * of the processes below it that it has waited for. NaN where the process is not there.
 */
export function processorTimes(pid: number | undefined): { readonly own: number; readonly waited: number } {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ').slice(11, 15).map(Number);
    const [user, system, waitedUser, waitedSystem] = fields as [number, number, number, number];
    return { own: (user + system) / 100, waited: (waitedUser + waitedSystem) / 100 };
  } catch {
    return { own: Number.NaN, waited: Number.NaN };
  }
}
