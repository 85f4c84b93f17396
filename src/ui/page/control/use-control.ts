import { useEffect, useState } from 'preact/hooks';
import { mayControl } from './token.ts';

/** Whether this page may change runs: it was opened with the token of control. */
export function useControl(): boolean {
  const [may, setMay] = useState(false);
  useEffect(() => void mayControl.then(setMay), []);
  return may;
}
