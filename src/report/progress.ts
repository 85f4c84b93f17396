import type { Writable } from 'node:stream';
import type { Attempt, Elite } from '../api/attempt.ts';
import { formatChange, formatCounts, formatDuration, formatNumber, sparkline } from '../format.ts';
import type { Told } from '../population/island-population.ts';
import type { Reporter } from '../run/engine.ts';
import { Statistics, total } from './statistics.ts';

/** The facts of a run that the display asks for. */
export interface Shown {
  readonly elapsed: () => number;
  readonly timeLeft: () => number | undefined;
  readonly attemptsLeft: () => number | undefined;
  /** The used share of a model's limits, in words; empty without limits. */
  readonly limitsOf: (model: string) => string;
}

type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Live progress: a redrawn block on a terminal, plain lines elsewhere. */
export class Progress implements Reporter {
  readonly statistics = new Statistics();
  readonly #output: Output;
  readonly #rates: { told: number; time: number }[] = [];
  #shown: Shown | undefined;
  #timer: NodeJS.Timeout | undefined;
  #initial: number | undefined;
  #known: number | undefined;
  #drawn = 0;
  #announced = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  attempted(attempt: Attempt, told: Told): void {
    this.statistics.attempted(attempt, told);
  }

  /** Sets the score of the initial program, the best known one, and the best before the first shown attempt. */
  begin(initial: number, knownBest: number | undefined, champion: Elite | undefined): void {
    this.#initial = initial;
    this.#known = knownBest;
    if (champion) this.statistics.begin(champion);
  }

  start(shown: Shown): void {
    this.#shown = shown;
    const draw = this.#output.isTTY ? () => this.#redraw() : () => this.#print();
    this.#timer = setInterval(draw, this.#output.isTTY ? 250 : 5000);
    this.#timer.unref();
  }

  /** Shows a line above the block. */
  notice(text: string): void {
    this.#clear();
    this.#output.write(`${text}\n`);
  }

  stop(): void {
    clearInterval(this.#timer);
    if (!this.#shown) return;
    if (this.#output.isTTY) this.#redraw();
    else this.#print();
    this.#drawn = 0;
    this.#shown = undefined;
  }

  #clear(): void {
    if (this.#drawn > 0) this.#output.write(`\r\x1b[${this.#drawn}A\x1b[J`);
    this.#drawn = 0;
  }

  #redraw(): void {
    const width = (this.#output.columns ?? 100) - 1;
    const lines = this.#block()
      .map((line) => line.replace(/\s/g, ' '))
      .map((line) => (line.length > width ? `${line.slice(0, width - 1)}…` : line));
    this.#clear();
    // Wide characters may exceed the row: the terminal must not wrap, since the block is cleared by lines.
    this.#output.write(`\x1b[?7l${lines.join('\n')}\n\x1b[?7h`);
    this.#drawn = lines.length;
  }

  /** Prints the latest new bests, at most five, and one line of state. */
  #print(): void {
    const { steps } = this.statistics;
    for (const step of steps.slice(Math.max(this.#announced, steps.length - 5)))
      this.#output.write(`best ${formatNumber(step.score)} at attempt ${step.attempt}: ${step.summary}\n`);
    this.#announced = steps.length;
    this.#output.write(
      `${[this.#attempts(), this.#left(), this.#outcomes(), this.#models()].filter(Boolean).join('; ')}\n`,
    );
  }

  #block(): string[] {
    const best = this.statistics.steps.at(-1);
    const gain = best && this.#initial !== undefined ? ` (${formatChange(best.score - this.#initial)})` : '';
    const known = this.#known === undefined ? '' : `, best known ${formatNumber(this.#known)}`;
    const by = best ? `  attempt ${best.attempt}: ${best.summary}` : '';
    return [
      `best      ${best ? formatNumber(best.score) : '–'}${gain}${known}  ${sparkline(this.statistics.history(32))}${by}`,
      `attempts  ${[this.#attempts(), this.#left()].filter(Boolean).join('; ')}`,
      `outcomes  ${this.#outcomes()}`,
      `operators ${this.#operators()}`,
      ...(this.statistics.models.size > 0 ? [`models    ${this.#models()}`] : []),
    ];
  }

  #attempts(): string {
    return `${this.statistics.told} attempts, ${Math.round(this.#rate())}/s`;
  }

  #left(): string {
    const time = this.#shown?.timeLeft();
    const attempts = this.#shown?.attemptsLeft();
    const parts = [
      `${formatDuration(this.#shown?.elapsed() ?? 0)} elapsed`,
      ...(time === undefined ? [] : [`${formatDuration(time)} left`]),
      ...(attempts === undefined ? [] : [`${attempts} attempts left`]),
    ];
    return parts.join(', ');
  }

  #outcomes(): string {
    const { placements, refusals, failures, restarts } = this.statistics;
    const parts = [
      ...['new', 'improved', 'rejected'].map((placement) => `${placement} ${placements.get(placement) ?? 0}`),
      ...(refusals.size > 0 ? [`refused ${total(refusals)} (${formatCounts(refusals)})`] : []),
      ...(failures.size > 0 ? [`failed ${total(failures)} (${formatCounts(failures)})`] : []),
      ...(restarts > 0 ? [`restarted islands ${restarts}`] : []),
    ];
    return parts.join(', ');
  }

  #operators(): string {
    const sorted = [...this.statistics.operators].sort(
      ([, a], [, b]) => b.placed - a.placed || b.attempts - a.attempts,
    );
    return sorted.map(([name, { attempts, placed }]) => `${name} ${placed}/${attempts}`).join(', ');
  }

  #models(): string {
    const each = [...this.statistics.models].map(
      ([name, { attempts, children, placed, tokens }]) =>
        `${name} ${placed}/${attempts} (${[`${children} children`, `${Math.round(tokens / 1000)}k tokens`, this.#shown?.limitsOf(name)].filter(Boolean).join(', ')})`,
    );
    return each.join(', ');
  }

  /** Attempts per second over about the last ten seconds. */
  #rate(): number {
    const now = { told: this.statistics.told, time: performance.now() };
    this.#rates.push(now);
    while (this.#rates.length > 2 && now.time - (this.#rates[0]?.time ?? 0) > 10_000) this.#rates.shift();
    const [first] = this.#rates;
    return first && now.time > first.time ? ((now.told - first.told) / (now.time - first.time)) * 1000 : 0;
  }
}
