import { checkedYaml } from './checked-yaml.ts';
import { type ProblemFile, problemFile } from './schema.ts';

/** The text of a `problem.yaml` as checked fields. @throws {UsageError} with a line for every complaint. */
export function parseProblemFile(text: string, path: string): ProblemFile {
  const advice = 'problems/README.md describes every field.';
  return checkedYaml({ schema: problemFile, whole: 'problem', advice }, text, path);
}
