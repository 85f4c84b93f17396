import type { LanguageRules } from './rule.ts';

/** Methods that change what they are called on. */
const changes = [
  ...['set', 'add', 'push', 'pop', 'shift', 'unshift', 'splice', 'fill', 'sort', 'reverse', 'delete', 'clear'],
  ...['append', 'update', 'setdefault', 'insert', 'extend', 'remove', 'discard', 'popitem', 'put', 'getOrInsert'],
  ...['push_back', 'emplace', 'emplace_back', 'resize', 'assign', 'Store', 'LoadOrStore', 'Put', 'Do'],
].join('|');

const operator = String.raw`(?:\+|-|\*\*?|\/\/?|%|&&?|\|\|?|\^|\?\?|<<|>>>?)?=(?![=>])`;

/** More names of one file are not looked for. */
const mostNames = 500;

/** A place where a function writes a variable that outlives it. */
interface Write {
  readonly variable: string;
  readonly offset: number;
}

/** The first place for each variable declared outside of all functions that a function writes. */
export function keptState(code: string, { outer, assignmentDeclares = false }: LanguageRules): readonly Write[] {
  if (!outer) return [];
  const isInner = assignmentDeclares ? indentedAt(code) : nestedAt(code);
  const names = [...code.matchAll(outer)].flatMap((found) => (isInner(found.index) ? [] : [found[1] as string]));
  return [...new Set(names)].slice(0, mostNames).flatMap((variable) => {
    const writes = [...code.matchAll(writeOf(variable, assignmentDeclares))];
    const inner = writes.find(({ index }) => isInner(index));
    return inner ? [{ variable, offset: inner.index }] : [];
  });
}

/** An assignment, an increment, or a call that changes it; not a declaration of the same name. */
function writeOf(variable: string, assignmentDeclares: boolean): RegExp {
  const name = String.raw`(?<![\w$.\]>*&][ \t]*)${RegExp.escape(variable)}(?![\w$])`;
  const part = String.raw`(?:\??\.#?[\w$]+|\[[^\]\n]*\])`;
  const assigned = `${name}${part}${assignmentDeclares ? '+' : '*'}\\s*(?:${operator}|\\+\\+|--)`;
  const called = `${name}${part}*\\??\\.(?:${changes})\\s*\\(`;
  return new RegExp(`${assigned}|${called}|(?:\\+\\+|--|\\bdelete\\s+)${RegExp.escape(variable)}(?![\\w$])`, 'g');
}

/** Whether an offset is inside braces. */
function nestedAt(code: string): (offset: number) => boolean {
  const depths = new Uint32Array(code.length + 1);
  for (let at = 0, depth = 0; at < code.length; at++) {
    depths[at] = depth;
    if (code[at] === '{') depth++;
    if (code[at] === '}' && depth > 0) depth--;
  }
  return (offset) => (depths[offset] ?? 0) > 0;
}

/** Whether an offset is on an indented line. */
function indentedAt(code: string): (offset: number) => boolean {
  return (offset) => /\s/.test(code[code.lastIndexOf('\n', offset - 1) + 1] ?? '');
}
