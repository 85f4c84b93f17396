import { closest, distance } from 'fastest-levenshtein';
import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { UsageError } from '../api/errors.ts';
import { type ProblemFile, problemFile } from './schema.ts';

type Path = readonly PropertyKey[];

/** The text of a `problem.yaml` as checked fields. @throws {UsageError} with a line for every complaint. */
export function parseProblemFile(text: string, path: string): ProblemFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [fault] = document.errors;
  if (fault) throw new UsageError(`${path}:${lines.linePos(fault.pos[0]).line}: ${fault.message.split(' at line')[0]}`);
  const read = problemFile.safeParse(document.toJS());
  if (read.success) return read.data;
  const complaints = read.error.issues.flatMap(expand).map(({ path: field, message }) => {
    const { line } = lines.linePos(offsetOf(document, field));
    return `${path}:${line}: ${field.map(String).join('.') || 'problem'}: ${message}`;
  });
  throw new UsageError(`${complaints.join('\n')}\nproblems/README.md describes every field.`);
}

interface Complaint {
  readonly path: Path;
  readonly message: string;
}

/** One complaint for each unknown field, at that field. */
function expand(issue: z.core.$ZodIssue): Complaint[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }];
  return issue.keys.map((key) => ({ path: [...issue.path, key], message: `there is no such field${hint(key)}` }));
}

const known = [
  ...Object.keys(problemFile.shape),
  ...Object.keys(problemFile.shape.stages.unwrap().element.shape),
  ...Object.keys(problemFile.shape.limits.unwrap().shape),
];

function hint(key: string): string {
  const near = closest(key, known);
  return distance(key, near) <= 2 ? `; did you mean ${near}?` : '';
}

/** Where a field stands: its name if it has one, or else the nearest that is there around it. */
function offsetOf(document: Document, path: Path): number {
  if (path.length === 0) return 0;
  const [parent, key] = [document.getIn(path.slice(0, -1), true), path.at(-1)];
  const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
  const node = (pair?.key ?? document.getIn(path, true)) as Node | undefined;
  return node?.range?.[0] ?? offsetOf(document, path.slice(0, -1));
}
