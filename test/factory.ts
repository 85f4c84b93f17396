import type { Attempt, Judged } from '../src/api/attempt.ts';
import type { RunFacts } from '../src/api/store.ts';

/** A scored outcome with valid defaults; name only what matters. */
export function aScore(score: number, overrides: Partial<Judged & { status: 'scored' }> = {}): Judged {
  return {
    status: 'scored',
    score,
    metrics: {},
    stages: [{ name: 'only', score, metrics: {}, milliseconds: 1 }],
    feedback: '',
    key: `key ${score} ${overrides.measures?.size ?? 0}`,
    measures: { size: 10, branches: 1 },
    ...overrides,
  };
}

/** An attempt with valid defaults; name only what matters. */
export function anAttempt(overrides: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    told: 1,
    draw: 0,
    at: 0,
    island: 0,
    operator: 'tune-one',
    parents: overrides.number === 0 ? [] : [0],
    inspirations: [],
    summary: 'change 1 to 2',
    cost: { propose: 1, evaluate: 1 },
    outcome: aScore(1),
    ...overrides,
  };
}

/** Facts of a run with valid defaults. */
export function someFacts(overrides: Partial<RunFacts> = {}): RunFacts {
  return {
    format: 1,
    engine: '0.0.0',
    problem: { name: 'test', source: 'test', fingerprint: 'f' },
    files: ['main.ts', 'lib/help.ts'],
    seed: 1,
    config: {},
    sandbox: ['realm', 'thread', 'process'],
    started: Date.UTC(2026, 0, 1),
    ...overrides,
  };
}
