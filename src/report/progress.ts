import type { Writable } from 'node:stream';
import type { Attempt, Elite, TellResult } from '../api/attempt.ts';
import { formatChange, formatCounts, formatDuration, formatNumber, sparkline } from '../format.ts';
import type { Reporter } from '../run/engine.ts';
import { describeCounts, total } from './outcomes.ts';
import { Statistics } from './statistics.ts';

/** The facts of a run that the display asks for. */
export interface ProgressFacts {
  readonly elapsed: () => number;
  readonly timeLeft: () => number | undefined;
  readonly attemptsLeft: () => number | undefined;
  /** The machines that score programs, in words; undefined where only this one does. */
  readonly machines: () => string | undefined;
  /** The used share of a model's limits, in words; empty without limits. */
  readonly limitsOf: (model: string) => string;
}

type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Live progress: a redrawn block on a terminal, plain lines elsewhere. */
export class Progress implements Reporter {
  readonly statistics = new Statistics();
  readonly #output: Output;
  readonly #rates: { told: number; time: number }[] = [];
  #shown: ProgressFacts | undefined;
  #timer: NodeJS.Timeout | undefined;
  #initial: number | undefined;
  #known: number | undefined;
  #linesShown = 0;
  #announced = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  attempted(attempt: Attempt, result: TellResult): void {
    this.statistics.tell({ attempt }, result);
  }

  /** Sets the score of the best initial program, the best known one, and the best before the first shown attempt. */
  begin(initial: number, knownBest: number | undefined, champion: Elite | undefined): void {
    this.#initial = initial;
    this.#known = knownBest;
    if (champion) this.statistics.begin(champion);
  }

  start(shown: ProgressFacts): void {
    this.#shown = shown;
    this.#rates.push({ told: this.statistics.told, time: performance.now() });
    const show = this.#output.isTTY ? () => this.#repaint() : () => this.#print();
    this.#timer = setInterval(show, this.#output.isTTY ? 250 : 5000);
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
    if (this.#output.isTTY) this.#repaint();
    else this.#print();
    this.#linesShown = 0;
    this.#shown = undefined;
  }

  #clear(): void {
    if (this.#linesShown > 0) this.#output.write(`\r\x1b[${this.#linesShown}A\x1b[J`);
    this.#linesShown = 0;
  }

  #repaint(): void {
    const width = (this.#output.columns ?? 100) - 1;
    const lines = this.#block()
      .map((line) => line.replace(/\s/g, ' '))
      .map((line) => (line.length > width ? `${line.slice(0, width - 1)}…` : line));
    this.#clear();
    // Wide characters may exceed the row: the terminal must not wrap, since the block is cleared by lines.
    this.#output.write(`\x1b[?7l${lines.join('\n')}\n\x1b[?7h`);
    this.#linesShown = lines.length;
  }

  /** Prints the latest new bests, at most five, and one line of state. */
  #print(): void {
    const steps = this.statistics.steps.all;
    for (const step of steps.slice(Math.max(this.#announced, steps.length - 5)))
      this.#output.write(`best ${formatNumber(step.score)} at attempt ${step.attempt}: ${step.summary}\n`);
    this.#announced = steps.length;
    this.#output.write(
      `${[this.#attempts(), this.#left(), this.#outcomes(), this.#shown?.machines(), this.#models()].filter(Boolean).join('; ')}\n`,
    );
  }

  #block(): string[] {
    const { steps, proposers } = this.statistics;
    const { best } = steps;
    const machines = this.#shown?.machines();
    const gain = best && this.#initial !== undefined ? ` (${formatChange(best.score - this.#initial)})` : '';
    const known = this.#known === undefined ? '' : `, best known ${formatNumber(this.#known)}`;
    return [
      `best      ${best ? formatNumber(best.score) : '–'}${gain}${known}  ${sparkline(steps.history(32))}`,
      ...(best ? [`latest    attempt ${best.attempt}: ${best.summary}`] : []),
      `attempts  ${[this.#attempts(), this.#left()].filter(Boolean).join('; ')}`,
      `outcomes  ${this.#outcomes()}`,
      ...(machines === undefined ? [] : [`machines  ${machines}`]),
      `proposers ${this.#proposers()}`,
      ...(proposers.models.length > 0 ? [`models    ${this.#models()}`] : []),
    ];
  }

  #attempts(): string {
    return `${describeCounts(this.statistics.outcomes)}, ${Math.round(this.#rate())}/s`;
  }

  #left(): string {
    const time = this.#shown?.timeLeft();
    const attempts = this.#shown?.attemptsLeft();
    const elapsed = `${formatDuration(this.#shown?.elapsed() ?? 0)} elapsed`;
    if (time === 0 || attempts === 0)
      return `${elapsed}, the search is over: what is under way ends, then its winner is checked`;
    const parts = [
      elapsed,
      ...(time === undefined ? [] : [`${formatDuration(time)} left`]),
      ...(attempts === undefined ? [] : [`${attempts} attempts left`]),
    ];
    return parts.join(', ');
  }

  #outcomes(): string {
    const { outcomes } = this.statistics;
    const without = (['refused', 'failed'] as const).flatMap((status) => {
      const counts = outcomes.counts(status);
      return counts.size > 0 ? [`${status} ${total(counts)} (${formatCounts(counts)})`] : [];
    });
    const parts = [
      ...(['new', 'improved', 'rejected'] as const).map((name) => `${name} ${outcomes.placements.get(name) ?? 0}`),
      ...without,
      ...(outcomes.restarts > 0 ? [`restarted islands ${outcomes.restarts}`] : []),
    ];
    return parts.join(', ');
  }

  /** The proposers without a model. */
  #proposers(): string {
    const own = this.statistics.proposers.all.filter(({ model }) => model === undefined);
    const sorted = own.sort((a, b) => (b.placed ?? 0) - (a.placed ?? 0) || b.tries - a.tries);
    return sorted.map(({ proposer, tries, placed }) => `${proposer} ${placed}/${tries}`).join(', ');
  }

  #models(): string {
    const each = this.statistics.proposers.models.map(({ model, tries, children, placed, tokens }) => {
      const parts = [`${children} children`, `${Math.round(tokens / 1000)}k tokens`, this.#shown?.limitsOf(model)];
      return `${model} ${placed}/${tries} (${parts.filter(Boolean).join(', ')})`;
    });
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
