import { extname } from 'node:path';
import { EnvironmentError } from '../../api/errors.ts';
import { type Surroundings, surround } from '../native/environment.ts';

/** Programs that evaluators start for candidates of a language, by the suffix of the candidate's file. */
const tools: Readonly<Record<string, readonly string[]>> = {
  '.f90': ['gfortran'],
  '.go': ['go'],
  '.jl': ['julia'],
  '.r': ['Rscript'],
  '.rs': ['cargo', 'rustc'],
};

/** What such programs need of the machine; one that it lacks is left to the evaluator, which says so. */
export function toolsFor(entry: string, folder: string): readonly Surroundings[] {
  return (tools[extname(entry).toLowerCase()] ?? []).flatMap((name) => {
    try {
      return [surround([name], folder)];
    } catch (error) {
      if (error instanceof EnvironmentError) return [];
      throw error;
    }
  });
}
