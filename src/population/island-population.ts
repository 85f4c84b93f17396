import { type Attempt, type Audited, type Elite, isPlaced, type Outcome, type Placement } from '../api/attempt.ts';
import type { Descriptor, Objective } from '../api/problem.ts';
import type { Random } from '../api/program.ts';
import type { Branches } from '../api/store.ts';
import { type Acceptance, Archive, compareElites } from './archive.ts';
import { cellOf } from './descriptors.ts';
import { EliteList } from './elite-list.ts';
import { evaluationsOf } from './evaluations-of.ts';
import { Front, valuesOf } from './front.ts';
import { isAudit } from './is-audit.ts';
import { migrationRoutes, type Topology } from './migration.ts';
import { pickInspirations, pickParent } from './sampling.ts';
import { Stagnation } from './stagnation.ts';

export interface PopulationOptions {
  readonly islands: number;
  readonly migration: { readonly topology: Topology; readonly interval: number };
  /** Attempts without a noticeable rise after which an island begins anew; 0 for never. */
  readonly patience?: number;
  /** Axes of the archive; without any, an island keeps one candidate. */
  readonly descriptors: readonly Descriptor[];
  readonly accept?: Acceptance;
  /** Several goals; without them, islands keep the best of each cell. */
  readonly objectives?: readonly Objective[] | undefined;
  /** Share of parents drawn from any cell, not by rank. */
  readonly explore: number;
  /** How many candidates are shown beside the parent. */
  readonly inspirations: number;
  /** Length of the run's elite list. */
  readonly elites: number;
}

/** What keeps an island's candidates. */
type Home = Archive | Front;

/** Attempts between two audits, at least: more than are under way at once. */
const auditInterval = 64;
/** Attempts between two tunings of finds, at least. */
const tuneInterval = 8;
/** Share of the run's time that audits may take before the last one. */
const auditShare = 0.01;

/** What `ask` gives: one parent and its inspirations, on one island. */
export interface Selection {
  readonly island: number;
  readonly parent: Elite;
  readonly inspirations: readonly Elite[];
}

/** What telling an attempt did; `placement` only where there was a score. */
export interface Told {
  readonly placement?: Placement;
  /** Its score against its best parent's. */
  readonly improvedParent: boolean;
  readonly improvedChampion: boolean;
  /** The champion's score after an audit that changed it. */
  readonly corrected?: number;
  /** The island that began anew. */
  readonly restarted?: number;
}

/**
 * Islands, each with an archive of its own. A population is a function of the attempts it was told, in order: the
 * same attempts give the same population, which is how a run is resumed and replayed.
 */
export class IslandPopulation {
  readonly #options: PopulationOptions;
  readonly #islands: readonly Home[];
  readonly #elites: EliteList;
  /** With several objectives: what none beats in all of them, wherever it was found; islands may lose theirs. */
  readonly #front: Front | undefined;
  readonly #routes: readonly (readonly [number, number])[];
  readonly #scores: number[] = [];
  readonly #offspring: number[] = [];
  readonly #seen = new Map<string, { readonly number: number; readonly told: number }>();
  readonly #audited = new Set<number>();
  readonly #simplified = new Set<number>();
  /** Candidates of models whose numbers nobody tuned. */
  readonly #untuned = new Set<number>();
  /** Never refuted, so that no island can be left empty. */
  #initial: Elite | undefined;
  #stagnation: Stagnation | undefined;
  #told = 0;
  #evaluations = 0;
  #spent = 0;
  #spentOnAudits = 0;

  constructor(options: PopulationOptions) {
    this.#options = options;
    const home = () => (options.objectives ? new Front() : new Archive(options.accept));
    this.#islands = Array.from({ length: options.islands }, home);
    this.#elites = new EliteList(options.elites);
    this.#front = options.objectives && new Front();
    this.#routes = migrationRoutes(options.migration.topology, options.islands);
  }

  /** How many attempts were told. */
  get told(): number {
    return this.#told;
  }

  /** How many programs were scored: children and trials, without the initial program and audits. */
  get evaluations(): number {
    return this.#evaluations;
  }

  /** The best candidate of the run. */
  get champion(): Elite | undefined {
    return this.#elites.ranked[0];
  }

  /** The champion, unless it was audited or is the initial program. */
  get unaudited(): number | undefined {
    const champion = this.champion?.number;
    return champion === undefined || champion === 0 || this.#audited.has(champion) ? undefined : champion;
  }

  /** With several objectives, the candidates of the run that none beats in all of them, the best score first. */
  get front(): readonly Elite[] {
    return this.#front?.ranked ?? [];
  }

  /** Who is still to be audited when a search has ended: the champion, then the rest of the front. */
  get unauditedAtEnd(): number | undefined {
    const isUnaudited = ({ number }: Elite) => number !== 0 && !this.#audited.has(number);
    return this.unaudited ?? this.front.find(isUnaudited)?.number;
  }

  /** Whether the champion may be made simpler: nobody tried, and it is not what such a try made. */
  get canSimplify(): boolean {
    return this.champion !== undefined && this.champion.number !== 0 && !this.#simplified.has(this.champion.number);
  }

  /** The candidate that this attempt must audit, if any: not too often, and for a small share of the time. */
  auditDue(number: number): number | undefined {
    const affordable = this.#spentOnAudits <= auditShare * this.#spent;
    return number % auditInterval === 0 && affordable ? this.unaudited : undefined;
  }

  /** The candidate whose numbers this attempt must tune, if any: a model found it, and it has a place. The best first. */
  tuneDue(number: number): number | undefined {
    if (number % tuneInterval !== 0 || this.#untuned.size === 0) return undefined;
    const finds = this.#islands.flatMap(({ ranked }) => ranked.filter((elite) => this.#untuned.has(elite.number)));
    return finds.sort((a, b) => b.score - a.score || a.number - b.number)[0]?.number;
  }

  /** The best of the run, one for each distinct score. */
  get elites(): readonly Elite[] {
    return this.#elites.ranked;
  }

  get islands(): readonly Home[] {
    return this.#islands;
  }

  /** The attempt that made a program with this key first, if it was among the first `told`. */
  seen(key: string, told = this.#told): number | undefined {
    const twin = this.#seen.get(key);
    return twin && twin.told <= told ? twin.number : undefined;
  }

  /** The score of an attempt's candidate; NaN where there is none. */
  score(number: number): number {
    return this.#scores[number] ?? Number.NaN;
  }

  /** Draws for one attempt; islands take turns. Changes nothing. */
  ask(number: number, random: Random): Selection {
    const island = number % this.#islands.length;
    const { parents } = this.#islands[island] as Home;
    const offspring = (candidate: number) => this.#offspring[candidate] ?? 0;
    const parent = pickParent(parents, offspring, this.#options.explore, random);
    const inspirations = pickInspirations(parent, this.elites, parents, this.#options.inspirations, random);
    return { island, parent, inspirations };
  }

  /** The champion, alone. */
  askChampion(number: number): Selection {
    return { island: number % this.#islands.length, parent: this.champion!, inspirations: [] };
  }

  /** A candidate that has a place, alone. */
  askFor(candidate: number): Selection {
    for (const [island, { ranked }] of this.#islands.entries()) {
      const parent = ranked.find(({ number }) => number === candidate);
      if (parent) return { island, parent, inspirations: [] };
    }
    throw new Error(`#${candidate} has no place on any island`);
  }

  /** Takes in one attempt; the only thing that changes a population. */
  tell(attempt: Attempt): Told {
    this.#told++;
    const { outcome } = attempt;
    for (const parent of attempt.parents) this.#offspring[parent] = (this.#offspring[parent] ?? 0) + 1;
    if ('key' in outcome && !this.#seen.has(outcome.key))
      this.#seen.set(outcome.key, { number: attempt.number, told: this.#told });
    if (attempt.closing) for (const one of [...attempt.parents, attempt.number]) this.#simplified.add(one);
    if (attempt.tuning) for (const parent of attempt.parents) this.#untuned.delete(parent);
    this.#evaluations += evaluationsOf(attempt);
    const told = this.#take(attempt, outcome);
    if (attempt.model !== undefined && isPlaced(told.placement)) this.#untuned.add(attempt.number);
    this.#spent += attempt.cost.propose + attempt.cost.evaluate;
    const restarted = this.#renew(attempt.island);
    if (this.#told % (this.#options.migration.interval * this.#islands.length) === 0) this.#migrate();
    return restarted === undefined ? told : { ...told, restarted };
  }

  #take(attempt: Attempt, outcome: Outcome): Told {
    if (outcome.status === 'scored') return this.#place(attempt, outcome);
    if (isAudit(outcome)) return this.#settleAudit(attempt, outcome);
    return nothing;
  }

  /** A refuted candidate is no parent and no champion any more; what it had displaced may come back to its cell. */
  #settleAudit({ parents: [candidate], cost }: Attempt, outcome: Audited): Told {
    this.#audited.add(candidate!);
    this.#spentOnAudits += cost.evaluate;
    if (outcome.status === 'confirmed' && outcome.score === this.score(candidate!)) return nothing;
    const before = this.champion?.score;
    for (const home of [this.#elites, ...(this.#front ? [this.#front] : []), ...this.#islands]) {
      const elite = home.ranked.find(({ number }) => number === candidate);
      if (!elite) continue;
      home.remove(elite.number);
      if (outcome.status === 'confirmed') home.place(this.#corrected(elite, outcome.score));
      for (const other of [this.#initial!, ...this.elites]) if (other.cell === elite.cell) home.place(other);
      if (home.ranked.length === 0) home.place(this.#initial!);
    }
    this.#scores[candidate!] = outcome.status === 'confirmed' ? outcome.score : Number.NaN;
    const after = this.champion?.score;
    return after === before || after === undefined ? nothing : { ...nothing, corrected: after };
  }

  #corrected(elite: Elite, score: number): Elite {
    const { objectives = [] } = this.#options;
    const values = elite.objectives?.map((value, index) =>
      objectives[index]!.name === 'score' ? valuesOf([objectives[index]!], score, {})[0]! : value,
    );
    return { ...elite, score, ...(values && { objectives: values }) };
  }

  #place(attempt: Attempt, outcome: Outcome & { status: 'scored' }): Told {
    const { objectives } = this.#options;
    const elite: Elite = {
      number: attempt.number,
      score: outcome.score,
      size: outcome.measures.size ?? 0,
      cell: cellOf(this.#options.descriptors, outcome.measures, outcome.metrics),
      operator: attempt.operator,
      ...(objectives && { objectives: valuesOf(objectives, outcome.score, outcome.metrics) }),
    };
    const previous = this.champion;
    this.#scores[elite.number] = elite.score;
    this.#elites.place(elite);
    this.#front?.place(elite);
    return {
      placement: this.#settle(attempt, elite),
      improvedParent: attempt.parents.every((parent) => elite.score > this.score(parent)),
      improvedChampion: previous === undefined || compareElites(elite, previous) < 0,
    };
  }

  /** The initial program settles every island; a child settles its own. */
  #settle(attempt: Attempt, elite: Elite): Placement {
    if (attempt.parents.length === 0) this.#begin(elite);
    const homes = attempt.parents.length === 0 ? this.#islands : [this.#islands[attempt.island] as Home];
    return homes.map((island) => island.place(elite)).at(-1) as Placement;
  }

  #begin(initial: Elite): void {
    const { islands, patience = 0 } = this.#options;
    this.#initial = initial;
    this.#stagnation = new Stagnation(islands, patience, initial.score);
  }

  /** The island that begins anew after an attempt on one; it has the initial program only. */
  #renew(island: number): number | undefined {
    const bests = this.#islands.map(({ best }) => best?.score ?? Number.NaN);
    const stagnant = this.#stagnation?.tell(island, bests);
    if (stagnant === undefined) return undefined;
    const home = this.#islands[stagnant]!;
    for (const { number } of home.ranked) home.remove(number);
    home.place(this.#initial!);
    return stagnant;
  }

  /** Each island's best is copied along the routes; all leave before any arrives. A young island takes in none. */
  #migrate(): void {
    const routes = this.#routes.filter(([, to]) => to !== this.#stagnation?.young);
    const leaving = routes.map(([from, to]) => [this.#islands[from]?.best, to] as const);
    for (const [migrant, to] of leaving) if (migrant) this.#islands[to]?.place(migrant);
  }

  /** Numbers of the candidates that can still be drawn or audited. */
  members(): ReadonlySet<number> {
    const homes = this.#islands.flatMap((island) => island.ranked);
    const elites = [...homes, ...this.elites, ...this.front, this.#initial];
    return new Set(elites.flatMap((elite) => (elite ? [elite.number] : [])));
  }

  /** The branches of the record: each island's best, and the champion. */
  branches(): Branches {
    const islands = this.#islands.map((island, index) => [`island/${index}`, island.best] as const);
    const all = [...islands, ['champion', this.champion] as const];
    return Object.fromEntries(all.flatMap(([name, elite]) => (elite ? [[name, elite.number]] : [])));
  }
}

const nothing: Told = { improvedParent: false, improvedChampion: false };
