import { type Attempt, type Learner, type Recorded, tokensOf } from '../../api/attempt.ts';
import { outcomeOf } from '../../report/outcome.ts';

/** Most columns; a problem that names a metric after each candidate must not fill the memory. */
const most = 200;

/** Figures of all attempts by name, such as `metric sum`, for the table of candidates. */
export class Columns implements Learner {
  readonly #values = new Map<string, number[]>();
  #told = 0;

  tell({ attempt }: Recorded): void {
    for (const [name, value] of figuresOf(attempt)) this.#put(name, value);
    this.#told++;
  }

  get names(): readonly string[] {
    return [...this.#values.keys()];
  }

  /** The values of a column in the order of the record, from a row on; NaN for an attempt without one. */
  values(name: string, from: number): readonly number[] {
    const known = this.#values.get(name) ?? [];
    return Array.from({ length: Math.max(0, this.#told - from) }, (_, index) => known[from + index] ?? Number.NaN);
  }

  #put(name: string, value: number): void {
    const values = this.#values.get(name) ?? [];
    if (values.length === 0 && this.#values.size >= most) return;
    while (values.length < this.#told) values.push(Number.NaN);
    values.push(value);
    this.#values.set(name, values);
  }
}

function figuresOf(attempt: Attempt): readonly (readonly [name: string, value: number])[] {
  const outcome = outcomeOf(attempt);
  const tokens = tokensOf(attempt);
  return [
    ...named('metric', 'metrics' in outcome ? outcome.metrics : {}),
    ...named('measure', 'measures' in outcome ? outcome.measures : {}),
    ...named('cost', { 'proposing ms': attempt.cost.propose, 'evaluating ms': attempt.cost.evaluate }),
    ...(tokens > 0 ? named('cost', { tokens }) : []),
  ];
}

function named(group: string, values: Readonly<Record<string, number>>) {
  return Object.entries(values).map(([name, value]) => [`${group} ${name}`, value] as const);
}
