import type { Node, Tree, TreeCursor } from 'web-tree-sitter';

/** The rows of a syntax tree; `src/language/syntax-tree.ts` says what they mean. */
export interface Rows {
  readonly length: number;
  readonly start: Uint32Array<ArrayBuffer>;
  readonly end: Uint32Array<ArrayBuffer>;
  readonly parent: Uint32Array<ArrayBuffer>;
  readonly next: Uint32Array<ArrayBuffer>;
  readonly kind: Uint16Array<ArrayBuffer>;
  readonly field: Uint8Array<ArrayBuffer>;
  /** Rows of what could not be read, or was missing. */
  readonly faults: readonly number[];
}

/** Kind of a node that holds what could not be read, in the parser's own numbering. */
const errorKind = 65_535;

/** Copies a tree out of the parser's memory by one walk; undefined where it has more levels than `depth`. */
export function rowsOf(tree: Tree, depth: number): Rows | undefined {
  const rows = newRows(tree.rootNode);
  const cursor = tree.walk();
  try {
    return fill(rows, cursor, depth, tree.language.types.length) ? rows : undefined;
  } finally {
    cursor.delete();
  }
}

function newRows({ descendantCount: length }: Node): Rows & { faults: number[] } {
  return {
    length,
    start: new Uint32Array(length),
    end: new Uint32Array(length),
    parent: new Uint32Array(length),
    next: new Uint32Array(length),
    kind: new Uint16Array(length),
    field: new Uint8Array(length),
    faults: [],
  };
}

/** False where the tree is deeper than allowed. */
function fill(rows: Rows & { faults: number[] }, cursor: TreeCursor, depth: number, kinds: number): boolean {
  const open: number[] = [];
  for (let row = 0; ; row++) {
    write(rows, row, open.at(-1) ?? 0, cursor);
    if (rows.kind[row] === errorKind) rows.kind[row] = kinds;
    if (rows.kind[row] === kinds || (rows.start[row] === rows.end[row] && cursor.nodeIsMissing)) rows.faults.push(row);
    if (cursor.gotoFirstChild()) {
      if (open.push(row) > depth) return false;
      continue;
    }
    for (rows.next[row] = row + 1; !cursor.gotoNextSibling(); rows.next[open.pop() as number] = row + 1)
      if (!cursor.gotoParent()) return true;
  }
}

function write(rows: Rows, row: number, parent: number, cursor: TreeCursor): void {
  rows.kind[row] = cursor.nodeTypeId;
  rows.start[row] = cursor.startIndex;
  rows.end[row] = cursor.endIndex;
  rows.parent[row] = parent;
  rows.field[row] = cursor.currentFieldId;
}
