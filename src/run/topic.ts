import type { Request } from '../api/proposer.ts';

/** Characters of the parent's feedback that count. */
const feedbackRead = 500;

/** The topic of a prompt about this parent, in words: its stages, its metrics, its idea, and what failed. */
export function topicOf({ parent, stages = [], tries = [], failed, standing }: Request): string {
  const own = (standing?.ideas ?? []).filter((idea) => idea.parent === parent.number || idea.number === parent.number);
  return [
    ...stages.map(({ name }) => name),
    ...Object.keys(parent.metrics ?? {}),
    (parent.feedback ?? '').slice(0, feedbackRead),
    ...[...tries, ...own, ...(failed ? [failed] : [])].flatMap((one) => [one.summary, one.result, one.feedback]),
  ].join(' ');
}
