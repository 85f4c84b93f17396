import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError } from '../../api/errors.ts';

/** The devices of NVIDIA's driver. @throws {EnvironmentError} where there is none, with what it needs. */
export function findGpu(folder = '/dev'): readonly string[] {
  const devices = readdirSync(folder).filter((name) => name.startsWith('nvidia'));
  if (devices.some((name) => /^nvidia\d+$/.test(name))) return devices.map((name) => join(folder, name));
  throw new EnvironmentError(
    `These programs run on an NVIDIA GPU, and this machine has no device ${folder}/nvidia0. They need the card and its ` +
      'driver, which "nvidia-smi" must list; a container needs the option --gpus all.',
  );
}

/**
 * What CUDA needs of the file system, for bubblewrap: the devices, what the kernel says of them, and /proc, with the
 * processes of the jail alone. It may write to the devices only: not into its overseer's memory, which /proc shows.
 */
export function gpuOptions(devices: readonly string[]): readonly string[] {
  if (devices.length === 0) return [];
  return [
    ...devices.flatMap((path) => ['--dev-bind', path, path]),
    ...['--proc', '/proc', '--remount-ro', '/proc', '--ro-bind', '/sys', '/sys'],
  ];
}
