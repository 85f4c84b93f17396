/** A file of the child side; it has been compiled if this one has. */
export function workerFile(name: 'host' | 'score'): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`../../workers/${name}.${extension}`, import.meta.url);
}
