import { setTimeout } from 'node:timers/promises';
import type { QueueAddress } from '../remote/address.ts';
import { listMachines, type Machine, nameOfMachine } from '../remote/machines.ts';
import { usualPace } from '../remote/pace.ts';
import { connectServer, type QueueServer } from '../remote/server.ts';
import { version } from '../version.ts';
import type { Diagnosis } from './doctor-models.ts';

/** Findings about a queue server, and about each machine that serves it. */
export async function queueFindings(address: QueueAddress): Promise<readonly Diagnosis[]> {
  try {
    await using server = await connectServer(address);
    return [{ name: 'queue', status: 'ok', detail: server.text }, ...(await machineFindings(server))];
  } catch (error) {
    return [{ name: 'queue', status: 'broken', detail: (error as Error).message }];
  }
}

async function machineFindings({ connection }: QueueServer): Promise<readonly Diagnosis[]> {
  const before = await listMachines(connection);
  if (before.length === 0)
    return [{ name: 'machines', status: 'missing', detail: 'none: start "germline worker" on each' }];
  await setTimeout(1.5 * usualPace.beat);
  const now = await listMachines(connection);
  const beats = new Map(before.map(({ id, beat }) => [id, beat]));
  return now.map((machine) => findingOf(machine, beats.get(machine.id) !== machine.beat));
}

function findingOf(machine: Machine, isThere: boolean): Diagnosis {
  const name = `machine ${nameOfMachine(machine.id)}`;
  if (!isThere) return { name, status: 'missing', detail: 'it does not say any more that it is there' };
  if (machine.engine !== version)
    return {
      name,
      status: 'broken',
      detail: `germline ${machine.engine} there is not ${version}, so it serves no run from here`,
    };
  const serves = machine.serves.map((one) => `${one.name} (${one.fingerprint.slice(0, 8)})`).join(', ');
  const label = machine.label === undefined ? '' : `, label ${machine.label}`;
  const { slots, busy, kind, layers, done } = machine;
  const detail = `${slots} slots, ${busy} busy, ${kind}${label}, sandbox ${layers.join(' ')}, serves ${serves}, ${done} evaluations`;
  return { name, status: 'ok', detail };
}
