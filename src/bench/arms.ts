import { UsageError } from '../api/errors.ts';

/** One of the compared searches, with the settings that make it different. */
export interface Arm {
  readonly label: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The simplest search: one parent, no inspirations, random operators. */
const plainSearch = { islands: 1, cells: false, inspirations: 0, choice: 'uniform' } as const;

/** The engine must beat these. The second climber accepts a child of equal score only if it is smaller. */
const baselines: readonly Arm[] = [
  { label: 'best-of-n', settings: { ...plainSearch, accept: 'never' } },
  { label: 'hill-climbing', settings: { ...plainSearch, accept: 'not-worse' } },
  { label: 'strict-climbing', settings: plainSearch },
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

/** The unchanged engine. */
const full: Arm = { label: 'full', settings: {} };

const groups: Readonly<Record<string, readonly Arm[]>> = { baselines, ablations };
const known = [full, ...baselines, ...ablations];

/** The arms of a comma-separated list of names; `baselines` and `ablations` mean all of their kind. */
export function namedArms(list: string): readonly Arm[] {
  return list.split(',').flatMap((text) => {
    const name = text.trim();
    const found = groups[name] ?? known.filter(({ label }) => label === name);
    if (found.length > 0) return found;
    const names = [...known.map(({ label }) => label), ...Object.keys(groups)].join(', ');
    throw new UsageError(`There is no arm ${name}. The arms are: ${names}. For your own: --arm 'label: option=value'.`);
  });
}

/** The engine without a proposer. */
export function armWithout(name: string, proposers: readonly string[]): Arm {
  return { label: `without ${name}`, settings: { proposers: [...proposers, `-${name}`] } };
}

/** An arm of the user, written as `label: option=value option=value`. */
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

/** @throws {UsageError} if a label occurs twice: it names the arm in the table and its populations. */
export function checkLabels(arms: readonly Arm[]): void {
  const names = arms.map(({ label }) => populationNameOf(label));
  const twice = arms.find((_, index) => names.indexOf(names[index] as string) < index);
  if (twice) throw new UsageError(`Two arms have the label ${twice.label}: choose another for one of them.`);
}

/** A label as part of a file name. */
export function populationNameOf(label: string): string {
  return label.replace(/[^\w.-]+/g, '-');
}
