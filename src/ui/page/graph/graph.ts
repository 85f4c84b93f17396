import type { Row, Summary } from '../../protocol.ts';

export const scopes = ['ancestry', 'elites', 'all'] as const;
export type Scope = (typeof scopes)[number];

/** Candidates and their origins. Nodes are indices; parents come before children. */
export interface Graph {
  readonly rows: readonly Row[];
  readonly indexOf: ReadonlyMap<number, number>;
  /** Index of the first parent; -1 if it is not shown. */
  readonly parents: Int32Array;
  readonly children: readonly (readonly number[])[];
  /** From a first parent to its child. */
  readonly tree: readonly Edge[];
  /** From a second parent to its child. */
  readonly mates: readonly Edge[];
  /** From an inspiration to the child. */
  readonly inspirations: readonly Edge[];
}

export type Edge = readonly [from: number, to: number];

/** The attempts of a run. */
interface Attempts {
  readonly rows: readonly Row[];
  row(number: number): Row | undefined;
}

/** The candidates of a scope: ancestors of one, elites of the archives with their ancestors, or all programs. */
export function chooseRows(
  run: Attempts,
  summary: Summary,
  scope: Scope,
  of: number,
  withInspirations: boolean,
): readonly Row[] {
  if (scope === 'all') return run.rows.filter(({ status }) => status === 'scored' || status === 'failed');
  const elites = summary.islands.flatMap(({ cells }) => cells.map(({ attempt }) => attempt));
  const chosen = new Set(scope === 'elites' ? [...elites, of] : [of]);
  for (const number of chosen) for (const parent of run.row(number)?.parents ?? []) chosen.add(parent);
  const inspiring = withInspirations ? firstParentRows(run, of).flatMap(({ inspirations }) => inspirations) : [];
  const shown = new Set([...chosen, ...inspiring]);
  return run.rows.filter(({ number }) => shown.has(number));
}

function firstParentRows(run: Attempts, of: number): readonly Row[] {
  const line: Row[] = [];
  for (let row = run.row(of); row; row = run.row(row.parents[0] ?? -1)) line.push(row);
  return line;
}

export function linkRows(rows: readonly Row[]): Graph {
  const indexOf = new Map(rows.map(({ number }, index) => [number, index]));
  const at = (number: number | undefined) => (number === undefined ? -1 : (indexOf.get(number) ?? -1));
  const parents = Int32Array.from(rows, ({ parents: [first] }) => at(first));
  const children: number[][] = rows.map(() => []);
  for (const [child, parent] of parents.entries()) if (parent >= 0) children[parent]?.push(child);
  const edges = (sources: (row: Row) => readonly number[]): Edge[] =>
    rows.flatMap((row, to) => sources(row).flatMap((number): Edge[] => (at(number) < 0 ? [] : [[at(number), to]])));
  return {
    ...{ rows, indexOf, parents, children },
    tree: edges((row) => row.parents.slice(0, 1)),
    mates: edges((row) => row.parents.slice(1)),
    inspirations: edges(({ inspirations }) => inspirations),
  };
}

/** Indices of a candidate and its first parents, as far as they are shown. */
export function lineageOf({ parents }: Graph, index: number): ReadonlySet<number> {
  const line = new Set<number>();
  for (let at = index; at >= 0; at = parents[at] ?? -1) line.add(at);
  return line;
}
