import type { Program } from '../src/api/program.ts';
import type { RunFacts } from '../src/api/store.ts';
import { recordFormat } from '../src/record/git-reader.ts';

/** Facts of a run whose record is measured, and which no problem belongs to. */
export function benchFacts({ files, entry, language }: Program): RunFacts {
  return {
    ...{ format: recordFormat, engine: 'bench', initials: 1, seed: 1, config: {}, sandbox: [] },
    direction: 'max',
    problem: { name: 'bench', source: 'bench', fingerprint: 'none' },
    program: { files: Object.keys(files), entry, language },
    started: Date.UTC(2026, 0, 1),
  };
}
