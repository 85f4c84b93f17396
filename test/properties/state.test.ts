import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Attempt, childOf, type Recorded } from '../../src/api/attempt.ts';
import { silentModels } from '../../src/compose/models.ts';
import { readConfig } from '../../src/config.ts';
import { randomStream } from '../../src/random.ts';
import { loadPrograms, tell } from '../../src/run/learn.ts';
import type { SearchState } from '../../src/run/state.ts';
import { aCandidate } from '../factory.ts';
import { initialsOf, live, stateOf, steps } from '../fixtures/live-attempts.ts';
import { aState, numbers } from '../fixtures/test-run.ts';

const config = { islands: 3, restart: 3, migrationInterval: 2, inspirations: 2, models: [{ name: 'm' }] };
const newState = () => aState({ config, models: () => silentModels(readConfig(config)) });

/** The program of every child. */
const programOf = (number: number) => numbers(`${number}`);
const recordedOf = (attempt: Attempt): Recorded => {
  return { attempt, ...(childOf(attempt) && { program: programOf(attempt.number) }) };
};

const none: ReadonlySet<string> = new Set();
const parent = aCandidate(0, numbers('1'));

/** Everything that the next attempts can depend on. */
function everything(
  { population, notes, hints, seen, effort, duties, bandit, programs, models }: SearchState,
  keys: readonly string[],
) {
  const members = [...population.members()].sort((a, b) => a - b);
  const numbers = Array.from({ length: 20 }, (_, number) => 8 * number);
  const model = models.get('m')!;
  return {
    population: stateOf(population),
    notes: members.map((number) => notes.of(number)),
    programs: members.map((number) => programs.get(number)),
    hints: hints.all,
    seen: keys.map((key) => [seen.find(key), seen.find(key, 9)]),
    effort: [effort.attempts, effort.evaluations, effort.auditShare, effort.lastGain],
    duties: [duties.unaudited, duties.closing(true), ...numbers.map((number) => duties.due(number, none))],
    bandit: numbers.map((number) => bandit.choose(randomStream(number))),
    asks: numbers.map((number) => model.choose(randomStream(number), { parent, inspirations: [] }).name),
    spending: model.spending.used,
  };
}

test('a state that is told its record again, and loads programs then, equals the live one', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const state = newState();
      const attempts = live(newState().population, initialsOf(3, 2), script);
      for (const attempt of attempts) tell(state, recordedOf(attempt));
      const restored = newState();
      for (const attempt of JSON.parse(JSON.stringify(attempts)) as Attempt[]) tell(restored, { attempt });
      await loadPrograms(restored, async (number) => programOf(number));
      const keys = attempts.flatMap((attempt) => childOf(attempt)?.key ?? []);
      expect(everything(restored, keys)).toEqual(everything(state, keys));
    }),
    { numRuns: 40 },
  );
});
