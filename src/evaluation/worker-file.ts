/** A file of the child side: TypeScript in a checkout, compiled in a package, as this file is. */
export function workerFile(name: 'host' | 'score' | 'agent'): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`../../workers/${name}.${extension}`, import.meta.url);
}
