import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parentsOf } from '../../src/api/attempt.ts';
import { type Direction, fitnessOf } from '../../src/api/direction.ts';
import { betterParents } from '../../src/report/ancestry.ts';
import { attribute } from '../../src/report/attribution.ts';
import { rowOf } from '../../src/report/row.ts';
import { anAttempt, anInitial, aScore } from '../factory.ts';

/** A candidate: its score, its parents, who made it; `refuted` by an audit. */
interface Child {
  readonly score: number;
  readonly parents?: readonly number[];
  readonly proposer?: string;
  readonly refuted?: boolean;
}

/** The attribution of the last of these candidates; without parents, a candidate is the child of the one before. */
function attributed(candidates: readonly Child[], direction: Direction = 'max') {
  const attempts = candidates.map(({ score, parents, proposer = 'tune-one' }, number) => {
    const outcome = aScore(score);
    if (number === 0 || parents?.length === 0) return anInitial({ number, outcome });
    const [parent = number - 1, mate] = parents ?? [];
    const model = number % 3 === 1 ? { model: 'small' } : {};
    const proposal = { proposer, ...model, ...(mate !== undefined && { mate }) };
    return anAttempt({ number, drawn: { parent }, proposal, outcome });
  });
  const ancestry = {
    direction,
    parents: (number: number) => parentsOf(attempts[number]!),
    score: (number: number) => (candidates[number]!.refuted ? undefined : candidates[number]!.score),
  };
  const last = candidates.length - 1;
  return { ...attribute(last, ancestry, (number) => rowOf(attempts[number]!)), line: betterParents(ancestry, last) };
}

/** Each change with its parent, gain and share. */
function creditsOf({ changes }: ReturnType<typeof attributed>) {
  return changes.map(({ attempt, parent, gain, share }) => [attempt, parent, gain, share]);
}

test('each change is credited with what it added, and what only makes up for a loss adds nothing', () => {
  const found = attributed([
    { score: 1 },
    { score: 3, proposer: 'tune' },
    { score: 2, proposer: 'swap' },
    { score: 5, proposer: 'tune' },
  ]);
  expect(found).toMatchObject({ origin: 0, from: 1, to: 5, gain: 4 });
  expect(creditsOf(found)).toEqual([
    [1, 0, 2, 0.5],
    [2, 1, 0, 0],
    [3, 2, 2, 0.5],
  ]);
  expect(found.proposers).toEqual([
    { name: 'tune', changes: 2, gain: 4, share: 1 },
    { name: 'swap', changes: 1, gain: 0, share: 0 },
  ]);
  expect(found.models).toEqual([
    { name: 'small', changes: 1, gain: 2, share: 0.5 },
    { name: 'none', changes: 2, gain: 2, share: 0.5 },
  ]);
});

test('where lower is better, what lowers the score is gained; shares are the same', () => {
  const found = attributed([{ score: 9 }, { score: 4 }, { score: 6 }, { score: 3 }], 'min');
  expect(found).toMatchObject({ from: 9, to: 3, gain: 6 });
  expect(creditsOf(found)).toEqual([
    [1, 0, 5, 5 / 6],
    [2, 1, 0, 0],
    [3, 2, 1, 1 / 6],
  ]);
});

test('code that was copied is credited where it arose', () => {
  // #2 found the 8; #3 is a weak program that takes everything of #2; #4 improves on it.
  const found = attributed([
    { score: 1 },
    { score: 2 },
    { score: 8, parents: [1], proposer: 'rewrite' },
    { score: 8, parents: [1, 2], proposer: 'cross-functions' },
    { score: 9, parents: [0, 3], proposer: 'cross-functions' },
  ]);
  expect(creditsOf(found)).toEqual([
    [1, 0, 1, 1 / 8],
    [2, 1, 6, 6 / 8],
    [3, 2, 0, 0],
    [4, 3, 1, 1 / 8],
  ]);
});

test('a refuted ancestor is credited with nothing, and no way leads over it where there is another', () => {
  expect(creditsOf(attributed([{ score: 1 }, { score: 9, refuted: true }, { score: 4 }]))).toEqual([
    [1, 0, 0, 0],
    [2, 1, 3, 1],
  ]);
  const crossed = [{ score: 1 }, { score: 2 }, { score: 9, refuted: true }, { score: 4, parents: [2, 1] }];
  expect(attributed(crossed).line).toEqual([0, 1, 3]);
});

test('a refuted candidate is told by what it claimed', () => {
  expect(attributed([{ score: 1 }, { score: 9, refuted: true }])).toMatchObject({ from: 1, to: 9, gain: 8 });
});

test('the initial program gained nothing, so no share is credited', () => {
  const { line, ...found } = attributed([{ score: 7 }]);
  expect(found).toEqual({ origin: 0, from: 7, to: 7, gain: 0, changes: [], proposers: [], models: [] });
  expect(line).toEqual([0]);
});

/** Random lineages, with crossovers, several initial programs and refuted candidates. */
const lineages: fc.Arbitrary<readonly Child[]> = fc
  .array(
    fc.record({
      score: fc.integer({ min: -1e6, max: 1e6 }),
      parents: fc.array(fc.nat(), { maxLength: 2 }),
      proposer: fc.constantFrom('a', 'b', 'c'),
      refuted: fc.boolean(),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((all) =>
    all.map((one, number) => ({
      ...one,
      parents: number === 0 ? [] : one.parents.map((parent) => parent % number),
      refuted: one.refuted && one.parents.length > 0 && number > 0,
    })),
  );
const directions = fc.constantFrom<Direction>('max', 'min');

test('the parts add up to the whole, and none is negative or above it', () => {
  const sum = (parts: readonly { readonly gain: number }[]) => parts.reduce((total, { gain }) => total + gain, 0);
  fc.assert(
    fc.property(lineages, directions, (candidates, direction) => {
      const found = attributed(candidates, direction);
      expect(found.gain).toBe(fitnessOf(direction, found.to - found.from));
      for (const parts of [found.changes, found.proposers, found.models]) {
        expect(sum(parts)).toBe(found.changes.length > 0 ? found.gain : 0);
        for (const { share = 0 } of parts) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
      }
    }),
  );
});

test('a change with a gain is better than all its parents, and than all before it on the way', () => {
  fc.assert(
    fc.property(lineages, directions, (candidates, direction) => {
      const { changes, line, gain } = attributed(candidates, direction);
      const fitness = (number: number) => {
        const { score, refuted } = candidates[number]!;
        return refuted ? Number.NEGATIVE_INFINITY : fitnessOf(direction, score);
      };
      for (const [index, change] of gain > 0 ? changes.slice(0, -1).entries() : []) {
        const before = [...line.slice(0, index + 1), ...candidates[change.attempt]!.parents!].map(fitness);
        if (change.gain > 0) expect(fitness(change.attempt)).toBeGreaterThan(Math.max(...before));
      }
    }),
  );
});

test('the way leads over the better parent each time', () => {
  fc.assert(
    fc.property(lineages, directions, (candidates, direction) => {
      const { line } = attributed(candidates, direction);
      expect(candidates[line[0]!]!.parents).toEqual([]);
      for (const [index, number] of line.slice(1).entries()) {
        const own = candidates[number]!.parents!;
        expect(own).toContain(line[index]);
        const sound = own.filter((parent) => !candidates[parent]!.refuted);
        const best = sound.map((parent) => fitnessOf(direction, candidates[parent]!.score));
        if (best.length > 0) expect(fitnessOf(direction, candidates[line[index]!]!.score)).toBe(Math.max(...best));
      }
    }),
  );
});
