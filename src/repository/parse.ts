import { checkedYaml } from '../problem-file/checked-yaml.ts';
import { type RepositoryFile, repositoryFile } from './schema.ts';

/** The text of a `germline.yaml` as checked fields. @throws {UsageError} with a line for every complaint. */
export function parseRepositoryFile(text: string, path: string): RepositoryFile {
  const advice = 'docs/your-repository.md describes every field.';
  return checkedYaml({ schema: repositoryFile, whole: 'germline.yaml', advice }, text, path);
}
