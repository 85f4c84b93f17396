import type { RunView, Summary } from '../protocol.ts';
import type { LiveRun } from './live-run.ts';

/** What every page is given: it is rendered again whenever the run has news. */
export interface ShownRun {
  readonly run: LiveRun;
  readonly view: RunView;
  readonly summary: Summary;
  /** All runs that are served, to compare with. */
  readonly runs: readonly LiveRun[];
  /** What the page's address says. */
  readonly values: URLSearchParams;
}
