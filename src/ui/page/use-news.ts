import { useLayoutEffect, useReducer } from 'preact/hooks';
import type { LiveRun } from './live-run.ts';

/** Renders again when a run has news. */
export function useNews(run: LiveRun): void {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => run.subscribe(() => again(undefined)), [run]);
}
