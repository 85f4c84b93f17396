import { z } from 'zod';
import { problemFile } from './schema.ts';

/** The JSON schema of `problem.yaml`, by which editors complete and check it. */
export function jsonSchemaText(): string {
  const schema = { title: 'germline problem', ...z.toJSONSchema(problemFile, { io: 'input', reused: 'ref' }) };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
