import type { Proposal, Request } from '../api/proposer.ts';
import { changed, type Edit } from '../language/edit.ts';

/** The parent with some edits, or a refusal where the result reads worse than the parent or uses names that it cannot use. */
export function childOf(
  { parent }: Request,
  file: string,
  edits: readonly Edit[],
  summary: string,
  mate?: number,
): Proposal {
  const child = changed(parent.program, file, edits);
  if ('status' in child) return child;
  return { status: 'proposed', files: child.files, summary, ...(mate === undefined ? {} : { mate }) };
}
