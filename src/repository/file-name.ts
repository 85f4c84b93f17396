import { basename } from 'node:path';

/** The name of the file that makes a folder of a repository a problem. */
export const repositoryFileName = 'germline.yaml';

export const isRepositoryFile = (path: string) => basename(path) === repositoryFileName;
