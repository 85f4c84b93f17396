import type { RunFacts } from '../api/store.ts';
import { answerOf, type ChatMessage, messagesOf, questionOf } from './conversation.ts';
import type { FirstAnswer, Pair } from './pairs.ts';
import type { Sample } from './samples.ts';

/** What every line says about the run, and the licence under which a person hands it on. */
export interface Provenance {
  readonly facts: Pick<RunFacts, 'problem' | 'direction' | 'seed' | 'unprotected'>;
  readonly license: string;
}

/** One answered attempt, as docs/training-data.md describes it. */
export function trainingRow(sample: Sample, provenance: Provenance) {
  const { attempt, model, conversation, score, gain, advantage } = sample;
  const { turns, last } = conversation;
  return {
    messages: messagesOf(conversation),
    ...{ reward: real(gain), advantage: real(advantage), score: real(score) },
    ...{ ...endOf(sample), model, ask: attempt.proposal.proposer, format: last.format ?? '' },
    ...{ thinking: last.thinking ?? '', turns: turns.length },
    ...{ attempt: attempt.number, parent: attempt.drawn.parent, ...originOf(provenance) },
  };
}

/** One pair for preference training, as docs/training-data.md describes it. */
export function pairRow({ chosen, rejected, samePrompt }: Pair, provenance: Provenance) {
  const margin = rejected.score === undefined ? undefined : chosen.fitness - rejected.fitness;
  const answered = (answer: FirstAnswer): readonly ChatMessage[] => [answerOf(answer.exchange)];
  return {
    ...{ prompt: questionOf(chosen.exchange), chosen: answered(chosen), rejected: answered(rejected) },
    ...{ same_prompt: samePrompt, margin: real(margin) },
    ...{ chosen_score: real(chosen.score), rejected_score: real(rejected.score) },
    ...{ chosen_model: chosen.sample.model, rejected_model: rejected.sample.model },
    ...{ chosen_attempt: chosen.sample.attempt.number, rejected_attempt: rejected.sample.attempt.number },
    ...{ parent: chosen.sample.attempt.drawn.parent, ...originOf(provenance) },
  };
}

function originOf({ facts, license }: Provenance) {
  const { problem, direction, seed, unprotected = false } = facts;
  return { problem: problem.name, direction, seed, unprotected, license };
}

/** How an attempt ended: its verdict, the reason of a failure or refusal, and the stage that it reached. */
export function endOf({ attempt: { outcome } }: Sample) {
  const { status: verdict } = outcome;
  if (outcome.status === 'refused') return { verdict, reason: outcome.reason, stage: '' };
  if (outcome.status === 'failed') return { verdict, reason: outcome.reason, stage: outcome.stage };
  return { verdict, reason: '', stage: outcome.stages.at(-1)?.name ?? '' };
}

declare global {
  interface JSON {
    /** Writes a number as it is spelt (ES2026). */
    rawJSON(text: string): unknown;
  }
}

/** A number that loaders take for a float also where it is whole: they take the type of a column from its first lines. */
function real(value: number | undefined): unknown {
  if (value === undefined || !Number.isFinite(value)) return null;
  const text = String(value);
  return JSON.rawJSON(/[.e]/.test(text) ? text : `${text}.0`);
}
