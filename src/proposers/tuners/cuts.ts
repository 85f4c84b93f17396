import type { Program } from '../../api/program.ts';
import { fitted, inParentheses, isCondition, isNumeric } from '../../language/javascript/expression.ts';
import { literalsOf, writeNumber } from '../../language/javascript/literal.ts';
import { childrenOf, type Node } from '../../language/javascript/node.ts';
import type { Place } from '../../language/javascript/place.ts';
import { type Edit, edited, type Site, sitesOf } from '../../language/javascript/site.ts';
import { isListed } from '../../language/javascript/statement.ts';
import { withFiles } from '../../language/program.ts';

/** A stretch of a file and a shorter text that replaces it. */
export interface Cut extends Edit {
  readonly file: string;
}

const needed = /^(Import|Export|TS)/;

/** Every statement and declaration that may be left out, also those that others need. */
export function statementCuts(program: Program): readonly Cut[] {
  return sitesOf(program, (place) => isListed(place) && !needed.test(place.node.type)).map((site) => cut(site, ''));
}

/** Every way to replace code by one of its parts: contents of a block, branches, operands, arguments, fewer digits. */
export function partCuts(program: Program): readonly Cut[] {
  const branches = sitesOf(program, ({ node }) => node.type === 'IfStatement').flatMap(branchCuts);
  const operands = sitesOf(program, (place) => isNumeric(place) || isCondition(place)).flatMap(operandCuts);
  const blocks = sitesOf(program, (place) => isListed(place) && place.node.type === 'BlockStatement').map((site) =>
    cut(site, site.file.text.slice(site.place.node.start + 1, site.place.node.end - 1).trim()),
  );
  return [...blocks, ...branches, ...operands, ...digitCuts(program)];
}

/** The program with some cuts that do not overlap. */
export function cutOut(program: Program, cuts: readonly Cut[]): Program {
  const changed = { ...program.files };
  for (const [file, edits] of Map.groupBy(cuts, (one) => one.file))
    changed[file] = edited(changed[file] as string, edits);
  return withFiles(program, changed);
}

/** Whether two cuts can be made at once. */
export function areApart(a: Cut, b: Cut): boolean {
  return a.file !== b.file || a.end <= b.start || b.end <= a.start;
}

function cut({ file, place }: Site, text: string): Cut {
  return { file: file.name, start: place.node.start, end: place.node.end, text };
}

function branchCuts(site: Site): readonly Cut[] {
  const { consequent, alternate } = site.place.node as { consequent?: Node; alternate?: Node | null };
  const parts = [consequent, alternate].flatMap((part) => (part ? [site.file.text.slice(part.start, part.end)] : []));
  const withoutElse = alternate ? [site.file.text.slice(site.place.node.start, consequent?.end).trimEnd()] : [];
  return [...parts, ...withoutElse].map((text) => cut(site, text));
}

const composed = /^(Binary|Logical|Conditional|Unary|Call)Expression$/;

function operandCuts(site: Site): readonly Cut[] {
  const { node } = site.place;
  if (!composed.test(node.type)) return [];
  const parts = childrenOf(node).filter(([field]) => field !== 'callee' && field !== 'test');
  return parts.map(([, part]) => cut(site, placed(site.file.text.slice(part.start, part.end), site.place)));
}

function placed(text: string, place: Place): string {
  return fitted(inParentheses(text), place);
}

function digitCuts(program: Program): readonly Cut[] {
  return literalsOf(program).flatMap(({ file, start, end, value }) => {
    const old = (program.files[file] as string).slice(start, end);
    const shorter = [1, 2, 3, 4, 6].map((digits) => writeNumber(Number(value.toPrecision(digits))));
    return shorter.filter((text) => text.length < old.length).map((text) => ({ file, start, end, text }));
  });
}
