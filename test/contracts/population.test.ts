import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import { type Direction, fitnessOf, isBetter } from '../../src/api/direction.ts';
import type { Population } from '../../src/api/population.ts';
import type { Objective } from '../../src/api/problem.ts';
import { IslandPopulation, type PopulationOptions } from '../../src/population/island-population.ts';
import { randomStream } from '../../src/random.ts';
import { anAttempt, anAudit, aReflection, aScore } from '../factory.ts';
import { initialsOf, live, type Step, stateOf, steps } from '../fixtures/live-attempts.ts';

const objectives: readonly Objective[] = [
  { name: 'branches', direction: 'min' },
  { name: 'score', direction: 'max' },
];

const usual: PopulationOptions = {
  direction: 'max',
  ...{ islands: 3, migration: { topology: 'ring', interval: 3 }, restart: 2 },
  descriptors: [
    { name: 'size', range: [1, 200], bins: 3, scale: 'log' },
    { name: 'branches', range: [0, 40], bins: 3 },
  ],
  ...{ explore: 0.3, inspirations: 3, elites: 5 },
};

/** A population that a contract holds for, and how many initial programs its runs begin with. */
interface Kind {
  readonly direction: Direction;
  readonly initials: number;
  readonly create: () => Population;
}

const islands = (options: Partial<PopulationOptions>, initials = 1): Kind => ({
  ...{ initials, direction: options.direction ?? usual.direction },
  create: () => new IslandPopulation({ ...usual, ...options }),
});

const kinds: Readonly<Record<string, Kind>> = {
  'islands with an archive each': islands({}),
  'islands with a front each': islands({ objectives }),
  'islands with one cell each': islands({ descriptors: [], migration: { topology: 'full', interval: 1 } }),
  'islands that share what models find': islands({ modelParents: 'best' }),
  'one island': islands({ islands: 1, migration: { topology: 'none', interval: 1 } }),
  'islands with an initial program each': islands({ migration: { topology: 'full', interval: 2 } }, 3),
  'fewer islands than initial programs': islands({ islands: 2, elites: 1 }, 5),
  'hill climbers': islands({ accept: 'not-worse' }),
  'islands of which lower scores are better': islands({ direction: 'min' }),
  'fronts of which lower scores are better': islands({
    direction: 'min',
    objectives: objectives.map((one) => ({ ...one, direction: 'min' })),
  }),
};

describe.each(Object.entries(kinds))('%s', (_, { create, initials, direction }) => {
  const first = () => initialsOf(create().islands.length, initials);

  /** Holds for a population that was told some attempts. */
  const holds = (check: (subject: Population, attempts: readonly Attempt[]) => void) =>
    fc.assert(
      fc.property(steps, (script) => {
        const subject = create();
        check(subject, live(subject, first(), script));
      }),
      { numRuns: 60 },
    );

  /** Holds after every attempt, which `told` receives with what telling it did. */
  const holdsThroughout = (
    check: (subject: Population, told: Attempt, result: ReturnType<Population['tell']>) => void,
  ) =>
    fc.assert(
      fc.property(steps, (script) => {
        const subject = create();
        for (const attempt of live(create(), first(), script)) check(subject, attempt, subject.tell(attempt));
      }),
      { numRuns: 60 },
    );

  test('is a function of what it was told: from the record comes the same', () => {
    holds((subject, attempts) => {
      const again = create();
      for (const attempt of JSON.parse(JSON.stringify(attempts))) again.tell(attempt);
      expect(stateOf(again)).toEqual(stateOf(subject));
    });
  });

  test('counts what it was told, and is changed by nothing else', () => {
    holds((subject, attempts) => {
      expect(subject.told).toBe(attempts.length);
      const before = stateOf(subject); // asks, selects and reads everything
      expect(stateOf(subject)).toEqual(before);
    });
  });

  test('draws on the island that is named or whose turn it is, a parent and others, all different', () => {
    holds((subject) => {
      for (const number of [0, 1, 2, 3, 4, 5, 6]) {
        const random = randomStream(5, number);
        const named = subject.islands.length - 1;
        expect(subject.ask(number, random).island).toBe(number % subject.islands.length);
        const { island, parent, inspirations } = subject.ask(number, random, named);
        expect(island).toBe(named);
        expect(subject.islands[named]?.ranked).toContainEqual(parent);
        const all = [parent, ...inspirations].map((elite) => elite.number);
        expect(new Set(all).size).toBe(all.length);
      }
    });
  });

  test('lists as members exactly the candidates that can be drawn, selected or audited', () => {
    holds((subject) => {
      const { next, forModels, champion } = stateOf(subject);
      const selections = [...next, ...forModels].filter((one) => one !== undefined);
      const drawn = selections.flatMap(({ parent, inspirations }) => [parent, ...inspirations]);
      const listed = [...subject.elites, ...subject.front, ...subject.islands.flatMap(({ ranked }) => ranked)];
      const members = subject.members();
      for (const elite of [...drawn, ...listed, ...(champion ? [champion] : [])]) {
        expect(members).toContain(elite.number);
        expect(subject.select(elite.number)?.parent.number).toBe(elite.number);
      }
      for (const { number } of subject.finalists) expect(members).toContain(number);
      const known = new Set([...listed, ...subject.finalists, ...first()].map(({ number }) => number));
      for (const member of members) expect(known.has(member) || subject.heldBack(member) !== undefined).toBe(true);
    });
  });

  test('lets the best on held-back inputs win, once the leader of the search was compared', () => {
    holds((subject, attempts) => {
      const { champion, leader } = subject;
      const compared = leader && subject.front.length === 0 ? subject.heldBack(leader.number) : undefined;
      if (!compared) return expect(champion).toBe(leader);
      const own = subject.heldBack(champion!.number)!.score;
      for (const { number } of attempts) {
        const other = subject.heldBack(number);
        if (other) expect(isBetter(direction, other.score, own)).toBe(false);
      }
    });
  });

  test('names as finalists what differs from the leader and no audit refuted', () => {
    holds((subject) => {
      const numbers = subject.finalists.map(({ number }) => number);
      expect(new Set([...numbers, subject.leader?.number]).size).toBe(numbers.length + 1);
      for (const number of numbers) expect(subject.score(number)).not.toBeNaN();
    });
  });

  test('never draws, selects or names what an audit refuted, except an initial program that it needs', () => {
    holds((subject, attempts) => {
      const beginnings = new Set(first().map(({ number }) => number));
      const last = new Map(attempts.flatMap((one) => (one.kind === 'audit' ? [[one.candidate, one.verdict]] : [])));
      for (const [candidate, { status }] of last) {
        if (status !== 'refuted' || beginnings.has(candidate)) continue;
        expect(subject.members()).not.toContain(candidate);
        expect(subject.select(candidate)).toBeUndefined();
        expect(subject.score(candidate)).toBeNaN();
        expect(Object.values(subject.branches())).not.toContain(candidate);
      }
    });
  });

  test('every member has the score that its audit left it, in every list, once in each', () => {
    holds((subject) => {
      for (const list of [subject.elites, subject.front, ...subject.islands.map(({ ranked }) => ranked)]) {
        for (const { number, score } of list) expect(score).toBe(subject.score(number));
        expect(new Set(list.map(({ number }) => number)).size).toBe(list.length);
        const fitness = list.map((elite) => elite.fitness);
        expect(fitness).toEqual(fitness.toSorted((a, b) => b - a));
      }
      expect(subject.leader).toEqual(subject.elites[0]);
    });
  });

  test('points its branches to the champion and to the best of each island, which are children that were told', () => {
    holds((subject, attempts) => {
      const branches = subject.branches();
      const islands = subject.islands.map(({ best }, index) => [`island/${index}`, best?.number]);
      expect(branches).toEqual({ ...Object.fromEntries(islands), champion: subject.champion?.number });
      for (const number of Object.values(branches))
        expect(attempts.find((attempt) => attempt.number === number)).toMatchObject({ outcome: { status: 'scored' } });
    });
  });

  test('leaves an island that is restarted its initial program only', () => {
    holdsThroughout((subject, _, { restarted }) => {
      if (restarted === undefined) return;
      const own = first().find((attempt) => attempt.kind === 'initial' && attempt.islands.includes(restarted));
      expect(subject.islands[restarted]?.ranked.map(({ number }) => number)).toEqual([own?.number]);
    });
  });

  test('says whether a child is better than its parents and than the champion, and when an audit changes the best score', () => {
    let previous:
      | ({ readonly [name in 'score' | 'leading']: number | undefined } & {
          readonly scores: ReadonlyMap<number, number>;
        })
      | undefined;
    holdsThroughout((subject, told, result) => {
      const before = subject.told === 1 ? undefined : previous;
      previous = {
        score: subject.champion?.score,
        leading: subject.leader?.score,
        scores: new Map([...subject.members()].map((number) => [number, subject.score(number)])),
      };
      if (told.kind === 'audit') {
        const isChanged = before?.score !== previous.score;
        expect(result.corrected).toBe(isChanged ? previous.score : undefined);
      }
      const score = 'outcome' in told && told.outcome.status === 'scored' ? told.outcome.score : Number.NaN;
      expect(result.placement !== undefined).toBe(!Number.isNaN(score));
      if (before?.leading === undefined ? !Number.isNaN(score) : isBetter(direction, score, before.leading))
        expect(result.improvedChampion).toBe(true);
      if (Number.isNaN(score)) expect(result.improvedChampion || result.improvedParent).toBe(false);
      if (told.kind !== 'proposal' || Number.isNaN(score)) return;
      const parent = before?.scores.get(told.drawn.parent);
      if (parent !== undefined && !isBetter(direction, score, parent)) expect(result.improvedParent).toBe(false);
    });
  });

  test('knows nothing of numbers that it was never told', () => {
    const [subject, other] = [create(), create()];
    for (const each of [subject, other]) live(each, first(), []);
    for (const number of [-1, 99, 1e9, Number.NaN]) {
      expect(subject.score(number)).toBeNaN();
      expect(subject.select(number)).toBeUndefined();
    }
    const verdict = { status: 'refuted', metrics: {}, feedback: '' } as const;
    expect(subject.tell(anAudit({ candidate: 99, verdict }))).toEqual({
      improvedParent: false,
      improvedChampion: false,
    });
    other.tell(aReflection());
    expect(stateOf(subject)).toEqual(stateOf(other));
  });

  test('takes a child of a parent that lost its place meanwhile', () => {
    const subject = create();
    live(subject, first(), []);
    const child = (number: number, score: number, parent = 0) =>
      anAttempt({ number, drawn: { parent }, outcome: aScore(fitnessOf(direction, score), { key: `${number}` }) });
    subject.tell(child(11, 3));
    subject.tell(child(12, 4));
    subject.tell(anAudit({ candidate: 11, verdict: { status: 'refuted', metrics: {}, feedback: '' } }));
    expect(subject.tell(child(13, 9, 11))).toMatchObject({ improvedChampion: true, improvedParent: false });
    expect(subject.champion?.number).toBe(13);
  });
});

test('scripts hold every kind of step, and restarts happen', () => {
  const seen = new Set<Step['kind']>();
  let restarts = 0;
  for (const script of fc.sample(steps, { numRuns: 100, seed: 1 })) {
    for (const { kind } of script) seen.add(kind);
    const subject = new IslandPopulation(usual);
    for (const attempt of live(new IslandPopulation(usual), initialsOf(3, 1), script))
      if (subject.tell(attempt).restarted !== undefined) restarts++;
  }
  expect([...seen].sort()).toEqual([...['audit', 'drawn', 'external', 'immigrant', 'reflection', 'simplify', 'tune']]);
  expect(restarts).toBeGreaterThan(0);
});
