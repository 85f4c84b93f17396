import { z } from 'zod';

/** The JSON schema of a file that people write in YAML, by which editors complete and check it. */
export function jsonSchemaText(title: string, file: z.ZodType): string {
  const schema = { title, ...z.toJSONSchema(file, { io: 'input', reused: 'ref' }) };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
