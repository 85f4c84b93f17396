import type { NoteFacts } from '../../report/notes.ts';
import type { Events, Row, RunView, Summary } from '../protocol.ts';
import { nextTask, painted } from './painted.ts';

export type ConnectionState = 'opening' | 'open' | 'lost';

const runs = new Map<number, LiveRun>();

/** A run of the server by its number: the same one for all parts of the page. */
export function liveRun(id: number): LiveRun {
  const run = runs.get(id) ?? new LiveRun(id);
  runs.set(id, run);
  return run;
}

/** A run that follows the events of the server while it has subscribers. */
export class LiveRun {
  readonly id: number;
  /** In the order of the record. */
  readonly rows: Row[] = [];
  view: RunView | undefined;
  summary: Summary | undefined;
  /** What people noted about candidates, by number; another map after a change. */
  notes: ReadonlyMap<number, NoteFacts> = new Map();
  /** How often the notes have changed. */
  notesAge = 0;
  connection: ConnectionState = 'opening';
  /** Where an attempt is among the rows, by its number. */
  readonly #places = new Map<number, number>();
  readonly #children = new Map<number, Row[]>();
  readonly #audits = new Map<number, Row>();
  readonly #listeners = new Set<() => void>();
  #source: EventSource | undefined;
  #expected: number | undefined;
  /** Rows are taken in one after another, in tasks of their own, once the first picture is painted. */
  #turn: Promise<void> = Promise.resolve();

  constructor(id: number) {
    this.id = id;
  }

  /** Returns the function that unsubscribes. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#source ??= this.#open();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#close();
    };
  }

  row(number: number): Row | undefined {
    return this.rows[this.index(number)];
  }

  /** Where an attempt is among the rows; -1 if it is not. */
  index(number: number): number {
    return this.#places.get(number) ?? -1;
  }

  /** Whether all rows have arrived that the run had when the page opened it. */
  get isComplete(): boolean {
    return this.#expected !== undefined && this.rows.length >= this.#expected;
  }

  /** All attempts with this first parent. */
  children(number: number): readonly Row[] {
    return this.#children.get(number) ?? [];
  }

  /** The score after audits; undefined if there is none. */
  score(number: number): number | undefined {
    const audit = this.#audits.get(number);
    if (audit?.status === 'confirmed') return audit.score;
    const row = this.row(number);
    return row?.status === 'scored' ? row.score : undefined;
  }

  /** The number of its latest audit; undefined if there is none. */
  audit(number: number): number | undefined {
    return this.#audits.get(number)?.number;
  }

  /** Whether an audit refuted it. */
  isRefuted(number: number): boolean {
    return this.#audits.get(number)?.status === 'refuted';
  }

  #open(): EventSource {
    const source = new EventSource(`/runs/${this.id}/events?from=${this.rows.length}`);
    const on = <Name extends keyof Events>(name: Name, take: (data: Events[Name]) => void) =>
      source.addEventListener(name, ({ data }) => {
        take(JSON.parse(data as string) as Events[Name]);
        this.#tell();
      });
    on('run', (view) => {
      this.view = view;
      this.connection = 'open';
    });
    const first = Promise.withResolvers<void>();
    this.#turn = first.promise.then(painted);
    source.addEventListener('rows', ({ data }) => {
      this.#turn = this.#turn.then(() => this.#take(source, data as string)).then(nextTask);
    });
    on('summary', (summary) => {
      this.summary = summary;
      this.#expected ??= summary.rows;
      first.resolve();
    });
    on('notes', (notes) => {
      this.notes = new Map(notes.map((note) => [note.attempt, note]));
      this.notesAge++;
    });
    source.onerror = () => {
      this.connection = 'lost'; // the browser reconnects by itself, unless the server refuses
      this.#tell();
    };
    return source;
  }

  /** A browser has few connections to a server: a run that is not shown needs none. */
  #close(): void {
    this.#source?.close();
    this.#source = undefined;
    this.connection = 'opening';
  }

  #take(source: EventSource, data: string): void {
    if (source !== this.#source) return; // they will be sent again
    for (const row of JSON.parse(data) as Events['rows']) this.#add(row);
    this.#tell();
  }

  #add(row: Row): void {
    this.#places.set(row.number, this.rows.length);
    this.rows.push(row);
    if (row.candidate !== undefined) this.#audits.set(row.candidate, row);
    const [parent] = row.parents;
    if (parent === undefined) return;
    const siblings = this.#children.get(parent);
    if (siblings) siblings.push(row);
    else this.#children.set(parent, [row]);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
