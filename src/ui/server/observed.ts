import { isDeepStrictEqual } from 'node:util';
import type { Attempt, AuditAttempt, Entry, TellResult } from '../../api/attempt.ts';
import { UsageError } from '../../api/errors.ts';
import type { Limits } from '../../api/limits.ts';
import type { Note } from '../../api/note.ts';
import type { Population } from '../../api/population.ts';
import type { Batch } from '../../api/store.ts';
import { lexiconOf } from '../../language/lexicon.ts';
import { plain } from '../../plain.ts';
import type { Reader } from '../../record/git-reader.ts';
import { type Notes as GitNotes, noNotes } from '../../record/notes.ts';
import type { Ancestry } from '../../report/ancestry.ts';
import { type Attribution, attribute } from '../../report/attribution.ts';
import { compareIn } from '../../report/comparison.ts';
import { type IslandFacts, islandsOf, type KnownProblem } from '../../report/facts.ts';
import { headingOf } from '../../report/heading.ts';
import { bestIdeas, mostIdeas } from '../../report/idea-table.ts';
import { ModelIdeas } from '../../report/ideas.ts';
import { initialScore } from '../../report/initial-score.ts';
import { type NoteFacts, notesOf } from '../../report/notes.ts';
import { type Outcomes, total } from '../../report/outcomes.ts';
import { rowOf } from '../../report/row.ts';
import { Statistics } from '../../report/statistics.ts';
import { worthOf } from '../../report/worth.ts';
import { Duties } from '../../run/duties.ts';
import { Effort } from '../../run/effort.ts';
import { tell } from '../../run/learn.ts';
import type { Detail, MachinesNow, Row, RunView, SearchNews, SearchPlace, Summary } from '../protocol.ts';
import { Columns } from './columns.ts';
import { IslandSteps } from './island-steps.ts';
import { Notices } from './notices.ts';
import { Pacer } from './pace.ts';
import type { PictureOf } from './pictures.ts';
import { searchAttempts } from './search.ts';
import { Snapshots } from './snapshots.ts';

/** Most characters of a summary in a row. */
const summaryLength = 120;

/** The sources of an observed run. */
export interface Sources {
  readonly id: number;
  readonly name: string;
  readonly reader: Reader;
  /** Empty at first. */
  readonly population: Population;
  /** The problem; undefined if it has changed or cannot be read, for the reason `missing`. */
  readonly known: KnownProblem | undefined;
  readonly missing: string | undefined;
  /** Absent if the problem has no pictures. */
  readonly picture?: PictureOf | undefined;
  readonly isRunning: () => Promise<boolean>;
  /** Present where this process makes the run, and other machines score its programs. */
  readonly machines?: MachinesNow | undefined;
}

/**
 * The state of a run, from its batches in order. It keeps a short row per attempt; programs, prompts and answers stay in
 * git until a page asks for them.
 */
export class Observed {
  readonly rows: Row[] = [];
  readonly #sources: Sources;
  readonly #statistics = new Statistics();
  readonly #ideas: ModelIdeas;
  readonly #pacer = new Pacer();
  readonly #notices: Notices;
  readonly #duties: Duties;
  readonly #islandSteps: IslandSteps;
  readonly #columns = new Columns();
  readonly #snapshots: Snapshots;
  /** The row and commits of each attempt, by number. */
  readonly #places = new Map<number, ObservedAttempt>();
  /** The latest audit of each audited candidate. */
  readonly #audits = new Map<number, number>();
  /** Learners of the recorded attempts. */
  readonly #state: Parameters<typeof tell>[0];
  #news = Promise.withResolvers<void>();
  /** Limits that people extended. */
  #ordered: Limits = {};
  #running = false;
  #machines: MachinesNow | undefined;
  #notes = noNotes;
  /** What people noted about candidates; another list after a change. */
  #noted: readonly NoteFacts[] = [];
  #lost: string | undefined;

  constructor(sources: Sources) {
    const { population, reader, known } = sources;
    const effort = new Effort();
    this.#sources = sources;
    this.#notices = new Notices(reader.facts);
    this.#duties = new Duties(population, effort, { tune: false, simplify: false, compare: false });
    this.#islandSteps = new IslandSteps(population);
    this.#snapshots = new Snapshots(population);
    this.#ideas = new ModelIdeas(reader.facts.direction, known !== undefined);
    const learners = [
      this.#statistics,
      this.#ideas,
      this.#pacer,
      this.#notices,
      effort,
      this.#duties,
      this.#islandSteps,
      this.#columns,
      this.#snapshots,
    ];
    this.#state = { population, learners };
  }

  /** Resolves at the next news. */
  get news(): Promise<void> {
    return this.#news.promise;
  }

  take({ entries, journal }: Batch): void {
    for (const entry of entries) this.#take(entry, journal);
    this.#tell();
  }

  #take({ attempt, commit }: Entry, journal: string): void {
    const row = shortRow(attempt, tell(this.#state, { attempt }));
    this.rows.push(row);
    this.#places.set(row.number, { row, journal, commit });
    if (attempt.kind === 'audit') this.#audits.set(attempt.candidate, attempt.number);
    if (attempt.kind === 'order' && 'limits' in attempt.order)
      this.#ordered = { ...this.#ordered, ...attempt.order.limits };
  }

  get notes(): readonly NoteFacts[] {
    return this.#noted;
  }

  /** Checks whether a process writes the run, what other machines do, and what people noted. */
  async look(): Promise<void> {
    await this.#readNotes();
    const [running, machines] = [await this.#sources.isRunning(), this.#lookAtMachines()];
    if (running === this.#running && isDeepStrictEqual(machines, this.#machines)) return;
    [this.#running, this.#machines] = [running, machines];
    this.#tell();
  }

  async #readNotes(): Promise<void> {
    // The journal says so where the population is gone.
    const notes = await this.#sources.reader.notes(this.#notes).catch(() => this.#notes);
    // A candidate may be noted before its batch was read here.
    if (notes === this.#notes && this.#noted.length === notes.byCommit.size) return;
    const noted = notesOf(byNumber(this.#places, notes));
    this.#notes = notes;
    if (isDeepStrictEqual(noted, this.#noted)) return;
    this.#noted = noted;
    this.#tell();
  }

  #lookAtMachines(): MachinesNow | undefined {
    const { machines } = this.#sources;
    return machines && { all: machines.all, waiting: machines.waiting, resent: machines.resent };
  }

  /** Notes that the record cannot be read further. */
  lose(why: string): void {
    this.#lost = why;
    this.#tell();
  }

  get view(): RunView {
    const { id, name, reader, known, picture } = this.#sources;
    const { program, config } = reader.facts;
    const limit = (key: keyof Limits) => {
      const limited = this.#ordered[key] ?? config[key];
      return typeof limited === 'number' ? limited : undefined;
    };
    return {
      ...{ id, name, ...headingOf(reader.facts, known?.problem), files: program.files },
      lexicons: lexiconsOf(program.files),
      descriptors: known?.descriptors,
      hasPictures: picture !== undefined,
      limits: { attempts: limit('attempts'), milliseconds: limit('milliseconds'), until: limit('until') },
    };
  }

  get summary(): Summary {
    const { population, reader } = this.#sources;
    const { steps, outcomes, proposers, machines, cost } = this.#statistics;
    const { number, score } = population.champion!;
    const islandSteps = this.#islandSteps.all;
    return {
      ...{
        rows: this.rows.length,
        columns: this.#columns.names,
        snapshots: this.#snapshots.attempts,
        running: this.#running,
      },
      attempts: outcomes.attempts,
      initial: initialScore(population, reader.facts.initials, reader.facts.direction),
      champion: { number, score, audited: this.#duties.unaudited === undefined },
      comparison: compareIn(population),
      steps: steps.all,
      islands: islandsOf(population).map((island, index) => ({ ...island, steps: islandSteps[index] ?? [] })),
      outcomes: countOutcomes(outcomes),
      ...{
        reasons: outcomes.reasons,
        proposers: proposers.ranked(reader.facts.direction),
        ideas: this.#ideaView,
        machines: { done: machines.all, now: this.#running ? this.#machines : undefined },
        cost,
        pace: this.#pacer.pace,
      },
      audits: { confirmed: outcomes.audits.get('confirmed') ?? 0, refuted: outcomes.audits.get('refuted') ?? 0 },
      ...{ left: this.#left, notices: this.#noticed },
    };
  }

  get #ideaView(): Summary['ideas'] {
    const { all } = this.#ideas;
    const best = bestIdeas(all, this.#sources.reader.facts.direction).slice(0, mostIdeas);
    const inShort = best.map((idea) => ({ ...idea, summary: plain(idea.summary.slice(0, summaryLength)) }));
    return { best: inShort, count: all.length, models: worthOf(all) };
  }

  /** Milliseconds until a limit ends the run. */
  get #left(): number | undefined {
    const { outcomes, cost } = this.#statistics;
    if (!this.#running) return undefined;
    return timeLeft(this.view.limits, outcomes.attempts, cost.milliseconds, this.#pacer.pace.attemptsPerSecond);
  }

  get #noticed(): readonly string[] {
    const { audits, restarts } = this.#statistics.outcomes;
    const first = [this.#lost, this.#sources.missing].filter((text) => text !== undefined);
    return [...first, ...this.#notices.list(audits.get('refuted') ?? 0, restarts)];
  }

  /** @throws {UsageError} if there is no such attempt. */
  async detail(number: number): Promise<Detail> {
    const { commit, row } = this.#place(number);
    const audit = this.#audits.get(number);
    const [attempt, files, audited] = await Promise.all([
      this.#attempt(number),
      commit === undefined ? undefined : this.#sources.reader.files(commit),
      audit === undefined ? undefined : (this.#attempt(audit) as Promise<AuditAttempt>),
    ]);
    const isScored = row.status === 'scored';
    return {
      ...{ attempt, commit, score: isScored ? this.#score(number) : undefined, audit: audited, files },
      attribution: isScored ? this.#attribution(number) : undefined,
    };
  }

  /** The patch from one candidate to another, with all unchanged lines. */
  async patch(from: number, to: number): Promise<string> {
    return await this.#sources.reader.patch(this.commit(from), this.commit(to), wholeFiles);
  }

  /** The values of a column of figures, from a row on. */
  column(name: string, from: number): readonly number[] {
    return this.#columns.values(name, from);
  }

  /** The archives as they were after so many attempts. */
  archives(attempts: number): readonly IslandFacts[] {
    return this.#snapshots.at(attempts);
  }

  /** Searches the texts of all attempts, until the signal aborts. */
  search(text: string, places: readonly SearchPlace[], signal: AbortSignal): AsyncIterable<SearchNews> {
    return searchAttempts(this.#sources.reader, text, places, signal);
  }

  /** The picture of a candidate; undefined if it has none. */
  async picture(number: number, signal: AbortSignal): Promise<string | undefined> {
    return await this.#sources.picture?.(this.commit(number), signal);
  }

  #attribution(number: number): Attribution {
    const { population, reader } = this.#sources;
    const score = (which: number) => {
      const known = population.score(which);
      return Number.isNaN(known) ? undefined : known;
    };
    const row = (which: number) => this.#place(which).row;
    const ancestry: Ancestry = { direction: reader.facts.direction, parents: (which) => row(which).parents, score };
    return attribute(number, ancestry, row);
  }

  async #attempt(number: number): Promise<Attempt> {
    const entries = await this.#sources.reader.entries(this.#place(number).journal);
    return entries.find(({ attempt }) => attempt.number === number)!.attempt;
  }

  /** The score after audits; a refuted candidate keeps its claimed score. */
  #score(number: number): number | undefined {
    const score = this.#sources.population.score(number);
    return Number.isNaN(score) ? this.#place(number).row.score : score;
  }

  /** The commit of a candidate. @throws {UsageError} if there is no such one. */
  commit(number: number): string {
    const { commit } = this.#place(number);
    if (commit) return commit;
    throw new UsageError(`Attempt ${number} has no program.`);
  }

  #place(number: number): ObservedAttempt {
    const place = this.#places.get(number);
    if (place) return place;
    throw new UsageError(`There is no attempt ${number}.`);
  }

  #tell(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}

function byNumber(places: ReadonlyMap<number, ObservedAttempt>, { byCommit }: GitNotes): ReadonlyMap<number, Note> {
  if (byCommit.size === 0) return new Map();
  return new Map(
    [...places].flatMap(([number, { commit }]) => {
      const note = commit === undefined ? undefined : byCommit.get(commit);
      return note ? [[number, note]] : [];
    }),
  );
}

/** Enough lines around a change to show every file whole. */
const wholeFiles = 1_000_000;

/** The short form of an attempt, and its commits. */
interface ObservedAttempt {
  readonly row: Row;
  readonly journal: string;
  readonly commit: string | undefined;
}

function shortRow(attempt: Attempt, { placement, improvedChampion }: TellResult): Row {
  const row = rowOf(attempt);
  const summary = plain(row.summary.slice(0, summaryLength));
  return { ...row, summary, placement, champion: improvedChampion || undefined };
}

function countOutcomes(outcomes: Outcomes): Summary['outcomes'] {
  const placed = (name: 'new' | 'improved' | 'rejected') => outcomes.placements.get(name) ?? 0;
  return {
    ...{ new: placed('new'), improved: placed('improved'), rejected: placed('rejected') },
    ...{ refused: total(outcomes.counts('refused')), failed: total(outcomes.counts('failed')) },
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

function lexiconsOf(files: readonly string[]): RunView['lexicons'] {
  const known = files.map((file) => [file, lexiconOf(file)] as const);
  return Object.fromEntries(known.flatMap(([file, lexicon]) => (lexicon ? [[file, lexicon]] : [])));
}
