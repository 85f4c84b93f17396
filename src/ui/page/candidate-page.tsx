import { CandidateView } from './candidate.tsx';
import type { ShownRun } from './shown.ts';

/** A page for one candidate. */
export function CandidatePage({ run, summary, values }: ShownRun) {
  const number = Number(values.get('number') ?? summary.champion.number);
  return <CandidateView key={number} run={run} number={number} />;
}
