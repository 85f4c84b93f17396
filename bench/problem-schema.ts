/** Writes problems/problem.schema.json, the JSON schema of problem.yaml for editors: node bench/problem-schema.ts */
import { writeFileSync } from 'node:fs';
import { jsonSchemaText } from '../src/problem-file/json-schema.ts';

writeFileSync(new URL('../problems/problem.schema.json', import.meta.url), jsonSchemaText());
