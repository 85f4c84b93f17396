import { Candidate } from './candidate.tsx';
import type { ShownRun } from './shown.ts';

/** One candidate on a page of its own. */
export function CandidatePage({ run, summary, values }: ShownRun) {
  const number = Number(values.get('number') ?? summary.champion.number);
  return <Candidate key={number} run={run} number={number} />;
}
