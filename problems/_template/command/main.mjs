// Reads instances, a line each, and prints the machine of every job.
import { readFileSync } from 'node:fs';
import { assign } from './assign.mjs';

for (const line of readFileSync(0, 'utf8').trim().split('\n')) {
  const [machines, ...jobs] = line.split(' ').map(Number);
  console.log(assign(jobs, machines).join(' '));
}
