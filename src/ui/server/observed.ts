import type { Attempt } from '../../api/attempt.ts';
import { UsageError } from '../../api/errors.ts';
import type { Batch } from '../../api/store.ts';
import { plain } from '../../plain.ts';
import { isAudit } from '../../population/is-audit.ts';
import type { IslandPopulation, Told } from '../../population/island-population.ts';
import type { Reader } from '../../record/git-reader.ts';
import { attribute } from '../../report/attribution.ts';
import { islandsOf, type KnownProblem } from '../../report/facts.ts';
import { headingOf } from '../../report/heading.ts';
import type { Step } from '../../report/statistics.ts';
import { total } from '../../report/statistics.ts';
import { Tally } from '../../report/tally.ts';
import type { Detail, Row, RunView, Summary } from '../protocol.ts';
import { Notices } from './notices.ts';
import { Pacer } from './pace.ts';
import type { Draw } from './pictures.ts';

/** Most characters of a summary in a row. */
const summaryLength = 120;

/** The sources of an observed run. */
export interface Sources {
  readonly id: number;
  readonly name: string;
  readonly reader: Reader;
  /** Empty at first. */
  readonly population: IslandPopulation;
  /** The problem; undefined if it has changed or cannot be read, for the reason `missing`. */
  readonly known: KnownProblem | undefined;
  readonly missing: string | undefined;
  /** Absent if the problem draws no pictures. */
  readonly draw?: Draw;
  readonly isRunning: () => Promise<boolean>;
}

/**
 * The state of a run, from its batches in order. It keeps a short row per attempt; programs, prompts and answers stay in
 * git until a page asks for them.
 */
export class Observed {
  readonly rows: Row[] = [];
  readonly #sources: Sources;
  readonly #tally: Tally;
  readonly #pacer = new Pacer();
  readonly #notices: Notices;
  /** The row and commits of each attempt, by number. */
  readonly #places = new Map<
    number,
    { readonly row: Row; readonly journal: string; readonly commit: string | undefined }
  >();
  /** The latest audit of each audited candidate. */
  readonly #audits = new Map<number, number>();
  readonly #islandSteps: Pick<Step, 'told' | 'at' | 'score'>[][];
  #news = Promise.withResolvers<void>();
  #running = false;
  #lost: string | undefined;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#tally = new Tally(sources.population, (number) => this.#place(number).row);
    this.#notices = new Notices(sources.reader.facts);
    this.#islandSteps = sources.population.islands.map(() => []);
  }

  /** Resolves at the next news. */
  get news(): Promise<void> {
    return this.#news.promise;
  }

  take({ attempts, commits, journal }: Batch): void {
    for (const [index, attempt] of attempts.entries()) {
      const told = this.#tally.take(attempt);
      const row = rowOf(attempt, told);
      this.rows.push(row);
      this.#places.set(row.number, { row, journal, commit: commits[index] });
      if (isAudit(row)) this.#audits.set(row.parents[0] as number, row.number);
      this.#pacer.take(attempt);
      this.#notices.take(
        row,
        (attempt.exchanges ?? []).map(({ failure }) => failure?.message),
      );
      this.#follow(row);
    }
    this.#tell();
  }

  /** Checks whether a process writes the run. */
  async look(): Promise<void> {
    const running = await this.#sources.isRunning();
    if (running === this.#running) return;
    this.#running = running;
    this.#tell();
  }

  /** Notes that the record cannot be read further. */
  lose(why: string): void {
    this.#lost = why;
    this.#tell();
  }

  get view(): RunView {
    const { id, name, reader, known, draw } = this.#sources;
    const { files, config } = reader.facts;
    const limit = (key: string) => (typeof config[key] === 'number' ? config[key] : undefined);
    return {
      ...{ id, name, ...headingOf(reader.facts, known?.problem), files },
      descriptors: known?.descriptors,
      draws: draw !== undefined,
      limits: { attempts: limit('attempts'), milliseconds: limit('milliseconds'), until: limit('until') },
    };
  }

  get summary(): Summary {
    const { population, missing } = this.#sources;
    const { statistics, attempts, reasons, proposers, cost } = this.#tally;
    const { placements, refusals, failures, audits, steps } = statistics;
    const champion = population.champion!;
    const pace = this.#pacer.pace;
    const refuted = audits.get('refuted') ?? 0;
    const placed = (name: string) => placements.get(name) ?? 0;
    return {
      running: this.#running,
      attempts,
      initial: population.score(0),
      champion: { ...{ number: champion.number, score: champion.score }, audited: population.unaudited === undefined },
      steps,
      islands: islandsOf(population).map((island, index) => ({ ...island, steps: this.#islandSteps[index] ?? [] })),
      outcomes: {
        // The initial program fills a cell, but is not an attempt.
        ...{ new: placed('new') - 1, improved: placed('improved'), rejected: placed('rejected') },
        ...{ refused: total(refusals), failed: total(failures) },
      },
      ...{ reasons, proposers, cost, pace },
      audits: { confirmed: audits.get('confirmed') ?? 0, refuted },
      left: this.#running ? timeLeft(this.view.limits, attempts, cost.milliseconds, pace.attemptsPerSecond) : undefined,
      notices: [this.#lost, missing]
        .filter((text) => text !== undefined)
        .concat(this.#notices.list(refuted, statistics.restarts)),
    };
  }

  /** @throws {UsageError} if there is no such attempt. */
  async detail(number: number): Promise<Detail> {
    const { commit, row } = this.#place(number);
    const [attempt, files, audit] = await Promise.all([
      this.#attempt(number),
      commit === undefined ? undefined : this.#sources.reader.files(commit),
      this.#audits.has(number) ? this.#attempt(this.#audits.get(number) as number) : undefined,
    ]);
    const score = this.#score(number);
    return {
      ...{ attempt, commit, score, audit, files },
      attribution: row.status === 'scored' ? this.#attribution(number) : undefined,
    };
  }

  /** The patch from one candidate to another, with all unchanged lines. */
  async patch(from: number, to: number): Promise<string> {
    return await this.#sources.reader.patch(this.#commit(from), this.#commit(to), wholeFiles);
  }

  /** The picture of a candidate; undefined if it has none. */
  async picture(number: number, signal: AbortSignal): Promise<string | undefined> {
    return await this.#sources.draw?.(this.#commit(number), signal);
  }

  #attribution(number: number) {
    const entry = (which: number) => ({ attempt: this.#place(which).row });
    return attribute({ entry, score: (which) => this.#score(which) }, entry(number));
  }

  async #attempt(number: number): Promise<Attempt> {
    const attempts = await this.#sources.reader.attempts(this.#place(number).journal);
    return attempts.find((attempt) => attempt.number === number)!;
  }

  #score(number: number): number | undefined {
    const score = this.#sources.population.score(number);
    return Number.isNaN(score) ? this.#place(number).row.score : score;
  }

  #commit(number: number): string {
    const { commit } = this.#place(number);
    if (commit) return commit;
    throw new UsageError(`Attempt ${number} has no program.`);
  }

  #place(number: number) {
    const place = this.#places.get(number);
    if (place) return place;
    throw new UsageError(`There is no attempt ${number}.`);
  }

  /** Notes the islands with a new best. */
  #follow({ at }: Row): void {
    for (const [index, island] of this.#sources.population.islands.entries()) {
      const [steps, score] = [this.#islandSteps[index], island.best?.score];
      if (steps && score !== undefined && steps.at(-1)?.score !== score)
        steps.push({ told: this.rows.length, at, score });
    }
  }

  #tell(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}

/** Enough lines around a change to show every file whole. */
const wholeFiles = 1_000_000;

function rowOf(
  { number, at, island, operator, model, summary, parents, inspirations, outcome }: Attempt,
  told: Told,
): Row {
  return {
    ...{ number, at, island, operator, parents, inspirations, status: outcome.status },
    summary: plain(summary.slice(0, summaryLength)),
    ...(model !== undefined && { model }),
    ...('reason' in outcome && { reason: outcome.reason }),
    ...('score' in outcome && { score: outcome.score }),
    ...(told.placement && { placement: told.placement }),
    ...(told.improvedChampion && { champion: true }),
  };
}

/** Milliseconds to the first limit; a target is unpredictable. */
function timeLeft(
  limits: RunView['limits'],
  attempts: number,
  elapsed: number,
  attemptsPerSecond: number,
): number | undefined {
  const left = [
    ...(limits.milliseconds === undefined ? [] : [limits.milliseconds - elapsed]),
    ...(limits.until === undefined ? [] : [limits.until - Date.now()]),
    ...(limits.attempts === undefined || attemptsPerSecond === 0
      ? []
      : [((limits.attempts - attempts) / attemptsPerSecond) * 1000]),
  ];
  return left.length > 0 ? Math.max(0, Math.min(...left)) : undefined;
}
