import type { RunName, RunView, Summary } from '../protocol.ts';
import type { LiveRun } from './live-run.ts';

/** The properties of every page, which is rendered again when the run has news. */
export interface ShownRun {
  readonly run: LiveRun;
  readonly view: RunView;
  readonly summary: Summary;
  /** All runs of the server, for comparison. */
  readonly names: readonly RunName[];
  /** The values in the address of the page. */
  readonly values: URLSearchParams;
}
