import type { Language } from '../language.ts';
import { type Role, roles } from '../syntax-tree.ts';
import type { GrammarNames } from './protocol.ts';

/**
 * What must be known of a tree-sitter grammar. Roles are lists of words: `if_statement` is a kind of node,
 * `call.function` the node in that field of a call, `call.*` any node directly inside it, and a word that begins with
 * `-` takes the role away from what it names.
 */
export interface Grammar
  extends Pick<
    Language,
    | 'id'
    | 'name'
    | 'suffixes'
    | 'fences'
    | 'comments'
    | 'strings'
    | 'rules'
    | 'negation'
    | 'forms'
    | 'dynamic'
    | 'preprocessed'
    | 'check'
  > {
  /** Its package is `tree-sitter-` and this. */
  readonly grammar: string;
  readonly roles: RoleLists | ((kinds: readonly string[]) => RoleLists);
  /** Tokens that change nothing: line ends, and what can stand in their place. */
  readonly separators?: string;
  /** Numbers that begin with 0 are octal, as in C. */
  readonly octal?: true;
  /** Strings in `'` and in `"` are the same, as in Python. */
  readonly quotes?: true;
  /** Statements of a block begin in the same column, as in Python. */
  readonly indented?: true;
}

/** Words for each role, with blanks between them. */
export type RoleLists = Readonly<Partial<Record<Role, string>>>;

/** The roles of a node, given its kind, its field, and the kind of the node around it. */
export type RoleOf = (kind: number, field: number, around: number) => number;

/** Makes the function that tells the roles of nodes, for a grammar with these names. */
export function compileRoles({ roles: lists }: Grammar, names: GrammarNames): RoleOf {
  const words = typeof lists === 'function' ? lists(names.kinds.filter((_, kind) => names.named[kind])) : lists;
  const fields = names.fields.length;
  const [given, taken] = [newMarks(names), newMarks(names)];
  for (const [role, list] of Object.entries(words) as [Role, string][])
    for (const word of list.split(/\s+/).filter(Boolean))
      mark(word.startsWith('-') ? taken : given, names, word.replace(/^-/, ''), roles[role]);
  return (kind, field, around) => {
    const place = around * fields + field;
    const all = (given.kinds[kind] as number) | (given.places[place] as number);
    const none = (taken.kinds[kind] as number) | (taken.places[place] as number);
    return names.named[kind] ? (all & ~none) | roles.named : 0;
  };
}

/** Bits of roles by kind, and by kind of the node around and field. */
interface Marks {
  readonly kinds: Uint32Array;
  readonly places: Uint32Array;
}

function newMarks({ kinds, fields }: GrammarNames): Marks {
  return { kinds: new Uint32Array(kinds.length), places: new Uint32Array(kinds.length * fields.length) };
}

/** Several numbers can have one name. */
function mark(marks: Marks, { kinds, fields }: GrammarNames, word: string, bit: number): void {
  const [wanted, field] = word.split('.');
  kinds.forEach((name, kind) => {
    if (name !== wanted) return;
    if (field === undefined) marks.kinds[kind] = (marks.kinds[kind] as number) | bit;
    else
      fields.forEach((other, index) => {
        const place = kind * fields.length + index;
        if (field === '*' || field === other) marks.places[place] = (marks.places[place] as number) | bit;
      });
  });
}
