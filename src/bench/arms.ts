import { UsageError } from '../api/errors.ts';

/** One of the searches that are compared: the run's settings by which it differs from the others. */
export interface Arm {
  readonly label: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A search without any of the machinery: one parent, no other candidate in sight, operators taken at random. */
const plain = { islands: 1, cells: false, inspirations: 0, choice: 'uniform' } as const;

/** What the machinery must beat. The second climber takes a child of equal score only where it is smaller. */
const baselines: readonly Arm[] = [
  { label: 'best-of-n', settings: { ...plain, accept: 'never' } },
  { label: 'hill-climbing', settings: { ...plain, accept: 'not-worse' } },
  { label: 'strict-climbing', settings: plain },
];

/** The engine without one of its parts. */
const ablations: readonly Arm[] = [
  { label: 'one-island', settings: { islands: 1 } },
  { label: 'no-migration', settings: { topology: 'none' } },
  { label: 'no-restarts', settings: { restart: 0 } },
  { label: 'no-cells', settings: { cells: false } },
  { label: 'no-inspirations', settings: { inspirations: 0 } },
  { label: 'uniform-choice', settings: { choice: 'uniform' } },
];

/** The engine as it is. */
const full: Arm = { label: 'full', settings: {} };

const groups: Readonly<Record<string, readonly Arm[]>> = { baselines, ablations };
const known = [full, ...baselines, ...ablations];

/** The arms of a comma-separated list of names; `baselines` and `ablations` stand for all of their kind. */
export function namedArms(list: string): readonly Arm[] {
  return list.split(',').flatMap((text) => {
    const name = text.trim();
    const found = groups[name] ?? known.filter(({ label }) => label === name);
    if (found.length > 0) return found;
    const names = [...known.map(({ label }) => label), ...Object.keys(groups)].join(', ');
    throw new UsageError(`There is no arm ${name}. Known are: ${names}. One of your own: --arm 'label: option=value'.`);
  });
}

/** The engine without a proposer. */
export function armWithout(name: string, proposers: readonly string[]): Arm {
  return { label: `without ${name}`, settings: { proposers: [...proposers, `-${name}`] } };
}

/** An arm of the user's own, written as `label: option=value option=value`. */
export function readArm(
  text: string,
  readSettings: (pairs: readonly string[]) => Readonly<Record<string, unknown>>,
): Arm {
  const [, label, options] = /^([^:=]+):\s*(.*)$/s.exec(text) ?? [];
  if (!label || options === undefined)
    throw new UsageError(
      `--arm '${text}': expected a label, a colon and options, such as 'wide: islands=16 explore=0.5'.`,
    );
  return { label: label.trim(), settings: readSettings(options.split(/\s+/).filter((pair) => pair !== '')) };
}

/** Each label once, since it names the arm in the table and its populations. */
export function checkLabels(arms: readonly Arm[]): void {
  const names = arms.map(({ label }) => populationNameOf(label));
  const twice = arms.find((_, index) => names.indexOf(names[index] as string) < index);
  if (twice) throw new UsageError(`Two arms are called ${twice.label}: give one of them another label.`);
}

/** A label as part of a file's name. */
export function populationNameOf(label: string): string {
  return label.replace(/[^\w.-]+/g, '-');
}
