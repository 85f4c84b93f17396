import { extname } from 'node:path';
import type { PeerFolder } from './folder.ts';

/** What an initial program must keep: the functions and classes that its evaluator names. */
export function describeInterface({ initial, program, file, evaluator }: PeerFolder): string {
  const defined = [...program.matchAll(/^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)/gm)].map(([, name]) => name!);
  const used = defined.filter((name) => new RegExp(`\\b${name}\\b`).test(evaluator));
  if (extname(initial) !== '.py') return `${initial}, whose path ${file} gets: keep what it is built and run by.`;
  const kept = used.length > 0 ? ` Keep ${used.join(', ')}, with the same parameters: the evaluator uses them.` : '';
  return `${initial}, a module in Python that ${file} loads by its path.${kept}`;
}
