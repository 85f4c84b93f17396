import { ComparedCandidates } from './compared-candidates.tsx';
import { ComparedRuns } from './compared-runs.tsx';
import type { ShownRun } from './shown.ts';

/** Compares candidates of a run, and two runs. */
export function ComparePage(shown: ShownRun) {
  return (
    <>
      <h1>Compare</h1>
      <ComparedCandidates {...shown} />
      <h2>Runs</h2>
      <ComparedRuns {...shown} />
    </>
  );
}
