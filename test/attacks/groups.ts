import type { Attack } from './attack.ts';
import { chances } from './chance.ts';
import { variations } from './determinism.ts';
import { escapes } from './escape.ts';
import { exotica } from './exotic.ts';
import { forgeries } from './forged.ts';
import { spenders } from './fuel.ts';
import { memorisers } from './memorised.ts';
import { nativeAttacks } from './native.ts';
import { partials } from './partial.ts';
import { pythonAttacks, traces } from './python.ts';
import { resources } from './resource.ts';
import { shipped } from './shipped.ts';

/** Attacks of candidates in JavaScript and TypeScript, each with the one right verdict. */
export const groups: Readonly<Record<string, readonly Attack[]>> = {
  escape: escapes,
  resource: resources,
  fuel: spenders,
  'forged score': forgeries,
  determinism: variations,
  chance: chances,
  'exotic evidence': exotica,
  'shipped problems': shipped,
  'only where it is looked at': partials,
};

/** A line of the table of all attacks. */
interface Row {
  readonly kind: string;
  readonly group: string;
  readonly attacks: number;
  readonly layers: string;
}

const jailed = 'the operating system';

function rowsOf(kind: string, groups: Readonly<Record<string, readonly unknown[]>>, layers: string): Row[] {
  return Object.entries(groups).map(([group, attacks]) => ({ kind, group, attacks: attacks.length, layers }));
}

/** All attacks by kind of candidate and group. */
export const rows: readonly Row[] = [
  ...rowsOf('JavaScript', groups, 'realm, thread, process; and with the operating system'),
  ...rowsOf('JavaScript', { 'instances learned by heart': memorisers }, 'the audit'),
  ...rowsOf('native', nativeAttacks, jailed),
  ...rowsOf('Python', { ...pythonAttacks, 'traces for a later candidate': Object.values(traces) }, jailed),
];
