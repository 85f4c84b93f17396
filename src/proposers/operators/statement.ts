import type { Place } from '../../syntax/outline.ts';

const lists: Readonly<Record<string, string>> = { Program: 'body', BlockStatement: 'body', SwitchCase: 'consequent' };
const fixed = /^(Import|Export)|Function|Class|^TS/;

/** Whether a place holds a statement of a list, other than a declaration that the program's shape depends on. */
export function isStatement({ node, parent, field }: Place): boolean {
  return parent !== undefined && lists[parent.node.type] === field && !fixed.test(node.type);
}
