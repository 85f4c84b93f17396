import type { Request } from '../../../api/proposer.ts';
import { textOf } from '../../../language/syntax-tree.ts';
import { sortOf } from '../../../language/tree-expression.ts';
import { fieldsReadAt } from '../../../language/tree-fields.ts';
import type { Site } from '../../../language/tree-site.ts';

/** The fields of parameters that can stand for a number, whether or not the program reads them; none for other values. */
export function fieldsFor({ tree, node }: Site, { parent, interface: described }: Request): readonly string[] {
  if (sortOf(tree, node) !== 'number') return [];
  return fieldsReadAt(parent.program, tree, node, described).filter((field) => field !== textOf(tree, node));
}
