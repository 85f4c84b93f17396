/** Writes the JSON schemas of problem.yaml and germline.yaml for editors into problems: node bench/schemas.ts */
import { writeFileSync } from 'node:fs';
import { jsonSchemaText } from '../src/problem-file/json-schema.ts';
import { problemFile } from '../src/problem-file/schema.ts';
import { repositoryFile } from '../src/repository/schema.ts';

const write = (name: string, text: string) => writeFileSync(new URL(`../problems/${name}`, import.meta.url), text);
write('problem.schema.json', jsonSchemaText('germline problem', problemFile));
write('repository.schema.json', jsonSchemaText('germline repository', repositoryFile));
