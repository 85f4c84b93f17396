import type { Role } from '../syntax-tree.ts';
import type { RoleLists } from './grammar.ts';

/** Kinds that most grammars name alike. */
const patterns: Readonly<Partial<Record<Role, RegExp>>> = {
  comment: /comment/,
  number: /^(?:\w+_)?(?:number|integer|float|floating_point|real)(?:_literal)?$/,
  string: /^(?:\w+_)?(?:string|character)(?:_literal)?$/,
  name: /^identifier$/,
  block: /^(?:\w+_)?(?:block|body|program|source_file|module|statements|chunk)$/,
  statement: /_statement$|^(?:local_)?variable_declaration$|^assignment$/,
  function: /^(?:function|method|procedure|subroutine)(?:_(?:definition|declaration|item))?$/,
  branch:
    /^(?:if|elif|elseif|for|while|until|repeat|loop|do|case|when|switch|match|catch|except|conditional|ternary)_(?:\w+_)?(?:statement|expression|clause|block|arm|label)$/,
  call: /^(?:function_|macro_)?call(?:_expression)?$|^method_invocation$/,
  binary: /^(?:binary|comparison|boolean|infix|assignment)_(?:expression|operator|operation)$/,
  scope: /^(?:\w+_)?(?:block|body|program|source_file|function|method|lambda)(?:_\w+)?$|^for_/,
  parentheses: /^parenthesi[sz]ed_expression$/,
};

/** Kinds of nodes whose children are values. */
const holders =
  /^(?:binary|comparison|parenthesi[sz]ed|conditional|ternary)_expression$|^arguments?(?:_list)?$|^return_statement$/;

/** The roles of a grammar that has no table here. What is guessed wrong costs proposals that do not parse or run. */
export function guessRoles(kinds: readonly string[]): RoleLists {
  const lists = Object.entries(patterns).map(([role, pattern]) => [role, kinds.filter((kind) => pattern.test(kind))]);
  const conditions = kinds.filter((kind) => patterns.branch?.test(kind)).map((kind) => `${kind}.condition`);
  const values = kinds.filter((kind) => holders.test(kind)).map((kind) => `${kind}.*`);
  return {
    ...Object.fromEntries(lists.map(([role, words]) => [role, (words as string[]).join(' ')])),
    condition: conditions.join(' '),
    value: [...values, ...conditions].join(' '),
  };
}
