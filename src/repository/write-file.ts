import { stringify } from 'yaml';
import { z } from 'zod';
import { type RepositoryFile, repositoryFile } from './schema.ts';

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}

/** Fields that most files leave out, with what one could write. */
const examples: Readonly<Record<string, unknown>> = {
  context: ['src/types.ts'],
  checks: ['make build'],
  'held-back': { test: 'make test-slow' },
  limits: { seconds: 60, megabytes: 4096 },
};

/** The text of a `germline.yaml`: each field below a comment that says what it is for, and examples of others. */
export function repositoryText(file: RepositoryFile, schema?: string): string {
  const { properties = {} } = z.toJSONSchema(repositoryFile, { io: 'input' }) as Described;
  const fields = Object.entries(properties).flatMap(([name, about]) => {
    const value = file[name as keyof RepositoryFile];
    if (value !== undefined) return [`${comment(about.description)}${fieldText(name, value, about)}`];
    return name in examples
      ? [comment(`${about.description}\n${stringify({ [name]: examples[name] }).trimEnd()}`)]
      : [];
  });
  const head = schema === undefined ? '' : `# yaml-language-server: $schema=${schema}\n`;
  return `${head}# What germline may change here, what must pass, and what is measured: germline run .\n\n${fields.join('\n')}`;
}

const comment = (text = '') => text.replace(/^/gm, '# ').concat('\n');

/** A field; the fields inside it have comments too, where they are described. */
function fieldText(name: string, value: unknown, { properties }: Described): string {
  if (properties === undefined || typeof value !== 'object' || value === null)
    return stringify({ [name]: value }, { lineWidth: 0 });
  const inner = Object.entries(value).map(
    ([field, one]) => `${comment(properties[field]?.description)}${stringify({ [field]: one }, { lineWidth: 0 })}`,
  );
  return `${name}:\n${inner.join('').replace(/^(?=.)/gm, '  ')}`;
}
