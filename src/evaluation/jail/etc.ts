import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Who the programs in a room are, and the lines of the hosts that they know. */
interface Etc {
  readonly user: number;
  readonly group: number;
  readonly hosts: readonly string[];
}

/** Writes the files of /etc in which programs look for their user and for hosts. */
export async function writeEtc(folder: string, { user, group, hosts }: Etc): Promise<void> {
  const files = {
    passwd: `germline:x:${user}:${group}:germline:/germline:/bin/sh\n`,
    group: `germline:x:${group}:\n`,
    hosts: hosts.map((line) => `${line}\n`).join(''),
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text, { mode: 0o644 });
}
