import { useEffect, useState } from 'preact/hooks';
import { painted } from './painted.ts';

/** Whether the first picture of what is shown is painted: what is not seen at once can wait for that. */
export function usePainted(): boolean {
  const [isPainted, set] = useState(false);
  useEffect(() => void painted().then(() => set(true)), []);
  return isPainted;
}
