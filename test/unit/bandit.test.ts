import { expect, test } from 'vitest';
import { createBandit, createUniformChoice } from '../../src/proposers/bandit.ts';
import { randomStream } from '../../src/random.ts';

const nothing = {
  gain: { placement: 'rejected', improvedParent: false, improvedChampion: false },
  seconds: 0.01,
} as const;
const win = { gain: { placement: 'improved', improvedParent: true, improvedChampion: true }, seconds: 0.01 } as const;

function shares(bandit: ReturnType<typeof createBandit>): Record<string, number> {
  const counts: Record<string, number> = {};
  const random = randomStream(1);
  for (let i = 0; i < 3000; i++) {
    const name = bandit.choose(random);
    counts[name] = (counts[name] ?? 0) + 1 / 3000;
  }
  return counts;
}

test('at first all arms are alike', () => {
  for (const share of Object.values(shares(createBandit(['a', 'b', 'c'])))) expect(share).toBeCloseTo(1 / 3, 1);
});

test('a uniform choice learns nothing', () => {
  const choice = createUniformChoice(['good', 'bad']);
  for (let i = 0; i < 100; i++) choice.tell('good', win);
  expect(shares(choice).good).toBeCloseTo(1 / 2, 1);
});

test('an arm that earns more gets more turns, and no arm is given up', () => {
  const bandit = createBandit(['good', 'bad', 'worse']);
  for (let i = 0; i < 300; i++) {
    bandit.tell('good', i % 5 === 0 ? win : nothing);
    bandit.tell('bad', nothing);
    bandit.tell('worse', nothing);
  }
  const { good = 0, bad = 0, worse = 0 } = shares(bandit);
  expect(good).toBeGreaterThan(0.6);
  expect(Math.min(bad, worse)).toBeGreaterThan(0.05);
});

test('of two arms that earn alike, the cheaper gets more turns', () => {
  const bandit = createBandit(['cheap', 'dear']);
  for (let i = 0; i < 300; i++)
    for (const [name, seconds] of [
      ['cheap', 0.01],
      ['dear', 1],
    ] as const)
      bandit.tell(name, { ...(i % 9 === 0 ? win : nothing), seconds });
  const { cheap = 0, dear = 0 } = shares(bandit);
  expect(cheap).toBeGreaterThan(3 * dear);
});

test('an arm that earns nothing takes no more than its share of the time, however dear it is', () => {
  const names = ['good', 'dear', ...Array.from({ length: 8 }, (_, index) => `other ${index}`)];
  const bandit = createBandit(names);
  for (let i = 0; i < 300; i++)
    for (const name of names)
      bandit.tell(name, { ...(name === 'good' && i % 5 === 0 ? win : nothing), seconds: name === 'dear' ? 1 : 0.01 });
  const { dear = 0 } = shares(bandit);
  expect((dear * 1) / (dear * 1 + (1 - dear) * 0.01)).toBeLessThan(0.15);
});

test('a smaller program of the same score is no improvement, even as the champion', () => {
  const bandit = createBandit(['rises', 'shrinks']);
  const smaller = { ...win, gain: { ...win.gain, improvedParent: false } };
  for (let i = 0; i < 300; i++) {
    bandit.tell('rises', i % 9 === 0 ? win : nothing);
    bandit.tell('shrinks', i % 3 === 0 ? smaller : nothing);
  }
  const { rises = 0, shrinks = 0 } = shares(bandit);
  expect(rises).toBeGreaterThan(2 * shrinks);
});

test('what was earned long ago is forgotten', () => {
  const bandit = createBandit(['early', 'late']);
  for (let i = 0; i < 100; i++) bandit.tell('early', win);
  for (let i = 0; i < 3000; i++) {
    bandit.tell('early', nothing);
    bandit.tell('late', i % 4 === 0 ? win : nothing);
  }
  const { early = 0, late = 0 } = shares(bandit);
  expect(late).toBeGreaterThan(early);
});

test('after a long time without a new best, it forgets what it learnt', () => {
  const bandit = createBandit(['old', 'new']);
  for (let i = 0; i < 100; i++) bandit.tell('old', win);
  const kept = { gain: { placement: 'new', improvedParent: true, improvedChampion: false }, seconds: 0.01 } as const;
  for (let i = 0; i < 79; i++) bandit.tell('old', kept);
  expect(shares(bandit).old).toBeGreaterThan(0.7);
  bandit.tell('old', nothing);
  expect(shares(bandit).old).toBeLessThan(0.6);
});

test('the same tells lead to the same choices', () => {
  const make = () => {
    const bandit = createBandit(['a', 'b']);
    for (let i = 0; i < 50; i++) bandit.tell(i % 3 === 0 ? 'a' : 'b', i % 7 === 0 ? win : nothing);
    return shares(bandit);
  };
  expect(make()).toEqual(make());
});
