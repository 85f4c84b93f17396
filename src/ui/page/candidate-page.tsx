import { CandidateView } from './candidate.tsx';
import type { ShownRun } from './shown.ts';

/** A page for one candidate. */
export function CandidatePage({ run, summary, values }: ShownRun) {
  const number = Number(values.get('number') ?? summary.champion.number);
  return (
    <>
      <h1 class="for-readers">Candidate {number}</h1>
      <CandidateView key={number} run={run} number={number} />
    </>
  );
}
