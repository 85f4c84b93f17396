import { closest, distance } from 'fastest-levenshtein';
import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { UsageError } from '../api/errors.ts';

type Path = readonly PropertyKey[];

/** A kind of file that people write in YAML. */
interface Kind<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** What the file as a whole is called in complaints. */
  readonly whole: string;
  /** Where a person reads about its fields: a sentence. */
  readonly advice: string;
}

/** The text of a file as checked fields. @throws {UsageError} with a line for every complaint. */
export function checkedYaml<Schema extends z.ZodType>(
  { schema, whole, advice }: Kind<Schema>,
  text: string,
  path: string,
): z.infer<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [fault] = document.errors;
  if (fault) throw new UsageError(`${path}:${lines.linePos(fault.pos[0]).line}: ${fault.message.split(' at line')[0]}`);
  const read = schema.safeParse(document.toJS());
  if (read.success) return read.data;
  const known = namesIn(z.toJSONSchema(schema, { io: 'input' }));
  const complaints = read.error.issues.flatMap((issue) => expand(issue, known));
  const said = complaints.map(({ path: field, message }) => {
    const { line } = lines.linePos(offsetOf(document, field));
    return `${path}:${line}: ${field.map(String).join('.') || whole}: ${message}`;
  });
  throw new UsageError(`${said.join('\n')}\n${advice}`);
}

interface Complaint {
  readonly path: Path;
  readonly message: string;
}

/** One complaint for each unknown field, at that field. */
function expand(issue: z.core.$ZodIssue, known: readonly string[]): Complaint[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }];
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    message: `there is no such field${hint(key, known)}`,
  }));
}

function hint(key: string, known: readonly string[]): string {
  const near = closest(key, known);
  return distance(key, near) <= 2 ? `; did you mean ${near}?` : '';
}

/** The names of all fields that a schema knows, at any depth. */
function namesIn(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : [];
  return [...own, ...Object.values(schema).flatMap(namesIn)];
}

/** Where a field stands: its name if it has one, or else the nearest that is there around it. */
function offsetOf(document: Document, path: Path): number {
  if (path.length === 0) return 0;
  const [parent, key] = [document.getIn(path.slice(0, -1), true), path.at(-1)];
  const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
  const node = (pair?.key ?? document.getIn(path, true)) as Node | undefined;
  return node?.range?.[0] ?? offsetOf(document, path.slice(0, -1));
}
