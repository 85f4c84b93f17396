import {
  type Attempt,
  type AuditAttempt,
  childOf,
  type Elite,
  type HeldBackScores,
  type InitialAttempt,
  isPlaced,
  type Placement,
  type ProposalAttempt,
  parentsOf,
  type TellResult,
} from '../api/attempt.ts';
import { type Direction, fitnessOf, isBetter } from '../api/direction.ts';
import type { Scored } from '../api/evaluation.ts';
import type { Island, Population, Selection } from '../api/population.ts';
import type { Descriptor, Objective } from '../api/problem.ts';
import type { Random } from '../api/program.ts';
import type { Branches } from '../api/store.ts';
import { type Acceptance, Archive, isNoGain } from './archive.ts';
import { costOf } from './cost.ts';
import { cellOf, differsByMetrics } from './descriptors.ts';
import { EliteList } from './elite-list.ts';
import { Finals } from './finals.ts';
import { Front, objectiveValues } from './front.ts';
import { Ideas } from './ideas.ts';
import { migrationRoutes, type Topology } from './migration.ts';
import { drawForModel, type ModelParents } from './model-parents.ts';
import { pickInspirations, pickParent } from './sampling.ts';
import { Stagnation } from './stagnation.ts';
import { Trust } from './trust.ts';

export interface PopulationOptions {
  /** Which scores are better. */
  readonly direction: Direction;
  readonly islands: number;
  readonly migration: { readonly topology: Topology; readonly interval: number };
  /** Drawn attempts without a noticeable rise after which an island is restarted; 0 for never. */
  readonly restart?: number;
  /** Axes of the archive; without any, an island keeps one candidate. */
  readonly descriptors: readonly Descriptor[];
  readonly accept?: Acceptance;
  /** Several goals; without them, islands keep the best of each cell. */
  readonly objectives?: readonly Objective[] | undefined;
  /** Share of parents drawn from any cell, not by rank. */
  readonly explore: number;
  /** How single islands differ, by their numbers. */
  readonly island?: Readonly<Record<string, { readonly explore?: number | undefined }>> | undefined;
  /** How many candidates are shown beside the parent. */
  readonly inspirations: number;
  /** Length of the run's elite list. */
  readonly elites: number;
  /** Whether children of operators that are as good as their parents, and no smaller or cheaper, may take cells; usually they may. */
  readonly drift?: boolean;
  /** Whether candidates that are cheaper to evaluate are preferred; with several goals they are not. */
  readonly cost?: boolean;
  /** Several goals have no best gain: models then draw from an island. */
  readonly modelParents?: ModelParents;
}

/** An archive of any kind. */
interface Home extends Island {
  /** The order in which parents are likely. */
  readonly parents: readonly Elite[];
  place(elite: Elite): Placement;
  remove(number: number): void;
}

type Confirmed = Extract<AuditAttempt['verdict'], { status: 'confirmed' }>;

const noEffect: TellResult = { improvedParent: false, improvedChampion: false };

/** Islands, each with an archive of its own. */
export class IslandPopulation implements Population {
  readonly #options: PopulationOptions;
  readonly #islands: readonly Home[];
  readonly #elites: EliteList;
  readonly #trust = new Trust();
  readonly #finals: Finals;
  /** With several objectives: what no other beats in all of them, wherever it was found; islands may lose theirs. */
  readonly #front: Front | undefined;
  readonly #routes: readonly (readonly [number, number])[];
  readonly #scores: number[] = [];
  readonly #offspring: number[] = [];
  readonly #ideas = new Ideas();
  /** The initial program of each island. It is never refuted, so that no island can become empty. */
  readonly #initial = new Map<number, Elite>();
  #stagnation: Stagnation | undefined;
  /** Made when it is asked for, once after each attempt. */
  #finalists: readonly Elite[] | undefined;
  #told = 0;

  constructor(options: PopulationOptions) {
    this.#options = options;
    const home = () => (options.objectives ? new Front() : new Archive(options.accept));
    this.#islands = Array.from({ length: options.islands }, home);
    this.#elites = new EliteList(options.elites);
    this.#finals = new Finals(options.direction);
    this.#front = options.objectives && new Front();
    this.#routes = migrationRoutes(options.migration.topology, options.islands);
  }

  get told(): number {
    return this.#told;
  }

  get champion(): Elite | undefined {
    return this.#options.objectives ? this.leader : this.#finals.winner(this.leader);
  }

  get leader(): Elite | undefined {
    return this.#trust.best(this.elites, this.#initial.get(0)?.fitness ?? Number.NaN);
  }

  get finalists(): readonly Elite[] {
    this.#finalists ??= this.#findFinalists();
    return this.#finalists;
  }

  #findFinalists(): readonly Elite[] {
    const { leader } = this;
    if (!leader || this.#options.objectives) return [];
    const candidates = [...this.elites, ...this.#islands.flatMap(({ ranked }) => ranked)];
    return this.#finals.finalists(leader, candidates, (candidate) => this.#ideas.of(candidate));
  }

  heldBack(candidate: number): HeldBackScores | undefined {
    return this.#finals.scores(candidate);
  }

  get elites(): readonly Elite[] {
    return this.#elites.ranked;
  }

  get front(): readonly Elite[] {
    return this.#front?.ranked ?? [];
  }

  get islands(): readonly Island[] {
    return this.#islands;
  }

  score(number: number): number {
    return this.#scores[number] ?? Number.NaN;
  }

  ask(number: number, random: Random, island = number % this.#islands.length): Selection {
    const { parents } = this.#islands[island]!;
    const offspring = (candidate: number) => this.#offspring[candidate] ?? 0;
    const explore = this.#options.island?.[island]?.explore ?? this.#options.explore;
    const parent = pickParent(parents, offspring, explore, random);
    const inspirations = pickInspirations(parent, this.elites, parents, this.#options.inspirations, random);
    return { island, parent, inspirations };
  }

  askForModel(number: number, random: Random): Selection | undefined {
    if (!this.#isShared) return undefined;
    const turn = number % this.#islands.length;
    const elites = [...this.#islands.flatMap(({ ranked }) => ranked), ...this.elites];
    const { inspirations } = this.#options;
    const draw = drawForModel({ elites, initial: this.#initial.get(turn)!, ideas: this.#ideas, inspirations }, random);
    return { island: this.#homeOf(draw.parent, turn), ...draw };
  }

  /** Whether models draw from all islands, and all islands get their finds. */
  get #isShared(): boolean {
    return this.#options.modelParents === 'best' && !this.#options.objectives;
  }

  /** The island whose turn it is, or else another one on which the candidate has a place: a young island is left alone. */
  #homeOf({ number }: Elite, turn: number): number {
    const holds = (island: number) => this.#islands[island]!.ranked.some((elite) => elite.number === number);
    if (holds(turn)) return turn;
    const other = [...this.#islands.keys()].find(holds);
    return other ?? turn;
  }

  select(candidate: number): Selection | undefined {
    for (const [island, { ranked }] of this.#islands.entries()) {
      const parent = ranked.find(({ number }) => number === candidate);
      if (parent) return { island, parent, inspirations: [] };
    }
    const others = [...this.elites, ...this.front, ...this.#initial.values(), ...this.#finals.compared];
    const parent = others.find(({ number }) => number === candidate);
    return parent && { island: candidate % this.#islands.length, parent, inspirations: [] };
  }

  tell(attempt: Attempt): TellResult {
    this.#told++;
    this.#finalists = undefined;
    this.#ideas.tell(attempt);
    for (const parent of parentsOf(attempt)) this.#offspring[parent] = (this.#offspring[parent] ?? 0) + 1;
    const result = attempt.kind === 'audit' ? this.#settleAudit(attempt) : this.#settle(attempt);
    const restarted = attempt.kind === 'proposal' ? this.#restart(attempt) : undefined;
    if (this.#told % (this.#options.migration.interval * this.#islands.length) === 0) this.#migrate();
    return restarted === undefined ? result : { ...result, restarted };
  }

  #settle(attempt: Attempt): TellResult {
    const child = childOf(attempt);
    if (child?.status !== 'scored') return noEffect;
    const elite = this.#eliteOf(attempt, child);
    this.#scores[elite.number] = elite.score;
    this.#elites.place(elite);
    this.#front?.place(elite);
    const placement =
      attempt.kind === 'initial' ? this.#begin(attempt, elite) : this.#place(attempt as ProposalAttempt, elite);
    if (isPlaced(placement) || this.elites.includes(elite)) this.#finals.place(elite, parentsOf(attempt)[0]);
    return {
      placement,
      improvedParent: parentsOf(attempt).every((parent) =>
        isBetter(this.#options.direction, elite.score, this.score(parent)),
      ),
      improvedChampion: this.champion === elite,
    };
  }

  #eliteOf(attempt: Attempt, child: Scored & { readonly measures: Readonly<Record<string, number>> }): Elite {
    const { objectives, descriptors, cost: counts } = this.#options;
    const cost = counts && !objectives ? costOf(child.stages) : undefined;
    return {
      number: attempt.number,
      ...this.#graded(child.score),
      size: child.measures.size ?? 0,
      cell: cellOf(descriptors, child.measures, child.metrics),
      ...(cost !== undefined && { cost }),
      ...(objectives && { objectives: objectiveValues(objectives, child.score, child.metrics) }),
    };
  }

  #graded(score: number): Pick<Elite, 'score' | 'fitness'> {
    return { score, fitness: fitnessOf(this.#options.direction, score) };
  }

  #place(attempt: ProposalAttempt, elite: Elite): Placement {
    const { island } = attempt.drawn;
    if (this.#isDrift(attempt, elite)) return 'rejected';
    const placement = this.#islands[island]!.place(elite);
    const isFind = attempt.proposal.model !== undefined || attempt.cause === 'tune';
    if (isFind && this.#isShared) this.#share(elite, island);
    return placement;
  }

  /** Whether an operator changed a placed parent's structure without a gain, where that must not take a cell. */
  #isDrift({ cause, drawn, proposal }: ProposalAttempt, elite: Elite): boolean {
    const { drift = true, objectives, descriptors } = this.#options;
    if (drift || objectives || cause !== 'drawn' || proposal.model !== undefined) return false;
    const parent = this.select(drawn.parent)?.parent;
    return parent !== undefined && isNoGain(elite, parent) && !differsByMetrics(descriptors, elite, parent);
  }

  /** Brings a find to every other island of which it is the best, but not to a young one, which finds a way of its own. */
  #share(elite: Elite, from: number): void {
    for (const [index, home] of this.#islands.entries()) {
      const isOpen = index !== from && index !== this.#stagnation?.young;
      if (isOpen && home.best && elite.fitness > home.best.fitness) home.place(elite);
    }
  }

  #begin({ islands }: InitialAttempt, elite: Elite): Placement {
    for (const island of islands) {
      if (!this.#initial.has(island)) this.#initial.set(island, elite);
      this.#islands[island]!.place(elite);
    }
    if (this.#initial.size === this.#islands.length) this.#stagnation ??= this.#watch();
    return 'new';
  }

  #watch(): Stagnation {
    const starts = this.#islands.map((_, island) => this.#initial.get(island)!.fitness);
    return new Stagnation(this.#options.restart ?? 0, starts);
  }

  /** A refuted candidate is no longer a parent or the champion; what it had displaced may return to its cell. */
  #settleAudit({ candidate, verdict }: AuditAttempt): TellResult {
    const before = this.champion?.score;
    this.#adjust({ candidate, verdict });
    const after = this.champion?.score;
    return after === before || after === undefined ? noEffect : { ...noEffect, corrected: after };
  }

  #adjust({ candidate, verdict }: Pick<AuditAttempt, 'candidate' | 'verdict'>): void {
    const begins = [...this.#initial].filter(([, { number }]) => number === candidate);
    if (verdict.status === 'confirmed') this.#trustIn(candidate, verdict);
    else if (begins.length === 0) this.#finals.refute(candidate);
    const isKept = verdict.status === 'confirmed' ? verdict.score === this.score(candidate) : begins.length > 0;
    if (isKept) return;
    const corrected = (elite: Elite) =>
      verdict.status === 'confirmed' ? this.#corrected(elite, verdict.score) : undefined;
    for (const [island, elite] of begins) this.#initial.set(island, corrected(elite) ?? elite);
    const first = this.#initial.get(0)!;
    for (const list of [this.#elites, ...(this.#front ? [this.#front] : [])])
      this.#replace(list, candidate, corrected, first);
    for (const [index, home] of this.#islands.entries())
      this.#replace(home, candidate, corrected, this.#initial.get(index)!);
    this.#scores[candidate] = verdict.status === 'confirmed' ? verdict.score : Number.NaN;
  }

  #trustIn(candidate: number, { score: confirmed, heldBack }: Confirmed): void {
    this.#finals.confirm(candidate, this.#graded(confirmed), heldBack);
    const [claim, truth] = [this.score(candidate), confirmed].map((score) => this.#graded(score).fitness);
    this.#trust.confirm(candidate, this.#initial.get(0)!.fitness, claim!, truth!);
  }

  #replace(
    home: Pick<Home, 'ranked' | 'remove'> & { place(elite: Elite): unknown },
    candidate: number,
    corrected: (elite: Elite) => Elite | undefined,
    initial: Elite,
  ): void {
    const elite = home.ranked.find(({ number }) => number === candidate);
    if (!elite) return;
    home.remove(elite.number);
    const again = corrected(elite);
    if (again) home.place(again);
    for (const other of [initial, ...this.elites]) if (other.cell === elite.cell) home.place(other);
    if (home.ranked.length === 0) home.place(initial);
  }

  #corrected(elite: Elite, score: number): Elite {
    const { objectives = [] } = this.#options;
    const values = elite.objectives?.map((value, index) =>
      objectives[index]!.name === 'score' ? objectiveValues([objectives[index]!], score, {})[0]! : value,
    );
    return { ...elite, ...this.#graded(score), ...(values && { objectives: values }) };
  }

  /** The island that is restarted after an attempt on one: only its initial program stays. Errands are no sign of stagnation. */
  #restart({ cause, drawn }: ProposalAttempt): number | undefined {
    if (cause !== 'drawn' && cause !== 'external') return undefined;
    const bests = this.#islands.map(({ best }) => best?.fitness ?? Number.NaN);
    const stagnant = this.#stagnation?.tell(drawn.island, bests);
    if (stagnant === undefined) return undefined;
    const home = this.#islands[stagnant]!;
    for (const { number } of home.ranked) home.remove(number);
    home.place(this.#initial.get(stagnant)!);
    return stagnant;
  }

  /** Each island's best is copied along the routes; all leave before any arrives. A young island receives none. */
  #migrate(): void {
    const routes = this.#routes.filter(([, to]) => to !== this.#stagnation?.young);
    const leaving = routes.map(([from, to]) => [this.#islands[from]?.best, to] as const);
    for (const [migrant, to] of leaving) if (migrant) this.#islands[to]?.place(migrant);
  }

  members(): ReadonlySet<number> {
    const homes = this.#islands.flatMap((island) => island.ranked);
    const others = [...this.front, ...this.#initial.values(), ...this.#finals.compared, ...this.finalists];
    return new Set([...homes, ...this.elites, ...others].map(({ number }) => number));
  }

  branches(): Branches {
    const islands = this.#islands.map((island, index) => [`island/${index}`, island.best] as const);
    const all = [...islands, ['champion', this.champion] as const];
    return Object.fromEntries(all.flatMap(([name, elite]) => (elite ? [[name, elite.number]] : [])));
  }
}
