import type {
  AuditAttempt,
  Drawn,
  Elite,
  InitialAttempt,
  Judged,
  ProposalAttempt,
  ProposalFacts,
  ReflectionAttempt,
  Refusal,
  Refused,
} from '../src/api/attempt.ts';
import { type Direction, fitnessOf } from '../src/api/direction.ts';
import type { Failure } from '../src/api/evaluation.ts';
import type { Program } from '../src/api/program.ts';
import type { Candidate } from '../src/api/proposer.ts';
import type { RunFacts } from '../src/api/store.ts';
import type { ModelRequest } from '../src/models/provider.ts';

/** The results of an attempt that raised the best score, and of one that changed nothing. */
export const rise = { placement: 'improved', improvedParent: true, improvedChampion: true } as const;
export const nothing = { improvedParent: false, improvedChampion: false };

type Scored = Extract<Judged, { status: 'scored' }>;
type Failed = Extract<Judged, { status: 'failed' }>;

/** A scored outcome with valid defaults; name only what matters. */
export function aScore(score: number, overrides: Partial<Scored> = {}): Scored {
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

/** The outcome of a child that got no score. */
export function aFailure(reason: Failure, overrides: Partial<Failed> = {}): Failed {
  return {
    ...{ status: 'failed', stage: 'only', reason, stages: [], feedback: '', key: `key ${reason}`, measures: {} },
    ...overrides,
  };
}

/** The outcome of a proposal of which no child came. */
export function aRefusal(reason: Refusal = 'unchanged', feedback = ''): Refused {
  return { status: 'refused', reason, feedback };
}

interface ProposalOverrides extends Partial<Omit<ProposalAttempt, 'kind' | 'drawn' | 'proposal'>> {
  readonly drawn?: Partial<Drawn>;
  readonly proposal?: Partial<ProposalFacts>;
}

/** A proposal with valid defaults; name only what matters, within `drawn` and `proposal` too. */
export function anAttempt({ drawn, proposal, ...overrides }: ProposalOverrides = {}): ProposalAttempt {
  return {
    ...{ kind: 'proposal', number: 1, watermark: 1, cause: 'drawn', at: 0 },
    drawn: { draw: 0, island: 0, parent: 0, inspirations: [], ...drawn },
    proposal: { proposer: 'tune-one', summary: 'change 1 to 2', ...proposal },
    cost: { propose: 1, evaluate: 1 },
    outcome: aScore(1),
    ...overrides,
  };
}

/** An initial program. */
export function anInitial(overrides: Partial<InitialAttempt> = {}): InitialAttempt {
  return {
    ...{ kind: 'initial', number: 0, watermark: 0, at: 0, islands: [0] },
    cost: { propose: 0, evaluate: 1 },
    outcome: aScore(0),
    ...overrides,
  };
}

/** An audit that confirms candidate 0 and takes no time. */
export function anAudit(overrides: Partial<AuditAttempt> = {}): AuditAttempt {
  return {
    ...{ kind: 'audit', number: 2, watermark: 2, at: 0, candidate: 0 },
    cost: { propose: 0, evaluate: 0 },
    verdict: { status: 'confirmed', score: 0, metrics: {}, feedback: '' },
    ...overrides,
  };
}

/** A hint of a person's. */
export function aReflection(overrides: Partial<ReflectionAttempt> = {}): ReflectionAttempt {
  return {
    ...{ kind: 'reflection', number: 3, watermark: 3, at: 0, by: 'a person' },
    cost: { propose: 0, evaluate: 0 },
    delta: { hint: 'try a table' },
    ...overrides,
  };
}

/** One call of a model that is asked `x`. */
export function aModelRequest(overrides: Partial<ModelRequest> = {}): ModelRequest {
  return {
    ...{ model: 'm', messages: [{ role: 'user', content: 'x' }], contextTokens: 100, answerTokens: 10 },
    sampling: { temperature: 1, topP: 1, topK: 1, minP: 0, repeatPenalty: 1, seed: 1 },
    deadlines: { firstToken: 1000, betweenTokens: 1000, total: 1000 },
    ...overrides,
  };
}

/** A candidate of a population in which higher scores are better. */
export function anElite(number: number, score: number, overrides: Partial<Elite> = {}): Elite {
  return { number, score, fitness: score, size: 10, cell: '0', ...overrides };
}

/** A candidate that a proposer may look at. */
export function aCandidate(number: number, program: Program, score = 0, direction: Direction = 'max'): Candidate {
  return { number, program, score, fitness: fitnessOf(direction, score) };
}

/** Facts of a run with valid defaults. */
export function someFacts(overrides: Partial<RunFacts> = {}): RunFacts {
  return {
    format: 2,
    engine: '0.0.0',
    direction: 'max',
    problem: { name: 'test', source: 'test', fingerprint: 'f' },
    program: { files: ['main.ts', 'lib/help.ts'], entry: 'main.ts', language: 'typescript' },
    ...{ initials: 1, seed: 1, config: {} },
    sandbox: ['realm', 'thread', 'process'],
    started: Date.UTC(2026, 0, 1),
    ...overrides,
  };
}
