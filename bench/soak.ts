// Ten thousand candidates, every third hostile, through the whole pool: node bench/soak.ts [count]
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { escapes } from '../test/attacks/escape.ts';
import { forgeries } from '../test/attacks/forged.ts';
import { resources } from '../test/attacks/resource.ts';
import { soak } from '../test/attacks/soak.ts';

const hosts: ChildProcess[] = [];
subscribe('child_process', (message) => {
  hosts.push((message as { process: ChildProcess }).process);
});

/** Resident memory of a process in MiB, on systems with /proc (Linux). */
function mebibytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) / 256;
  } catch {
    return 0;
  }
}

function memory(): string {
  const alive = hosts.filter((host) => host.exitCode === null && host.signalCode === null);
  const inHosts = alive.reduce((sum, host) => sum + mebibytes(host.pid), 0);
  return `engine ${mebibytes(process.pid).toFixed(0)} MiB, ${alive.length} hosts ${inHosts.toFixed(0)} MiB`;
}

const count = Number(process.argv[2] ?? 10_000);
const attacks = [...escapes, ...resources, ...forgeries].filter(({ problem }) => /value|hasty/.test(problem));
const began = performance.now();
const { honest, hostile, wrong, lost } = await soak(count, attacks, (done) => {
  if (done % Math.ceil(count / 10) === 0) console.log(`${done} evaluated; ${memory()}; ${hosts.length} hosts so far`);
});
const seconds = (performance.now() - began) / 1000;
console.log(`${honest} honest and ${hostile} hostile candidates in ${seconds.toFixed(0)} s`);
console.log(`workers lost for good: ${lost}; processes started: ${hosts.length}; wrong verdicts: ${wrong.length}`);
for (const text of new Set(wrong)) console.log(`  ${text.slice(0, 300)}`);
process.exitCode = wrong.length > 0 || lost > 0 ? 1 : 0;
