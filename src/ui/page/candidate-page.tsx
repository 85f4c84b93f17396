import { Candidate } from './candidate.tsx';
import type { ShownRun } from './shown.ts';

/** A page for one candidate. */
export function CandidatePage({ run, summary, values }: ShownRun) {
  const number = Number(values.get('number') ?? summary.champion.number);
  return <Candidate key={number} run={run} number={number} />;
}
