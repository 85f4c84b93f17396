import type { Program } from '../../../api/program.ts';
import { fitted, inParentheses, isCondition, isNumeric } from '../../../language/javascript/expression.ts';
import { childrenOf, type Node } from '../../../language/javascript/node.ts';
import type { Place } from '../../../language/javascript/place.ts';
import { type Site, sitesOf } from '../../../language/javascript/site.ts';
import { isListed } from '../../../language/javascript/statement.ts';
import type { Cut } from '../cut.ts';

const needed = /^(Import|Export|TS)/;

/** Every statement and declaration of JavaScript and TypeScript that may be left out, also those that others need. */
export function scriptStatementCuts(program: Program): readonly Cut[] {
  return sitesOf(program, (place) => isListed(place) && !needed.test(place.node.type)).map((site) => cut(site, ''));
}

/** Every way to replace code by one of its parts: contents of a block, branches, operands, arguments. */
export function scriptPartCuts(program: Program): readonly Cut[] {
  const branches = sitesOf(program, ({ node }) => node.type === 'IfStatement').flatMap(branchCuts);
  const operands = sitesOf(program, (place) => isNumeric(place) || isCondition(place)).flatMap(operandCuts);
  const blocks = sitesOf(program, (place) => isListed(place) && place.node.type === 'BlockStatement').map((site) =>
    cut(site, site.file.text.slice(site.place.node.start + 1, site.place.node.end - 1).trim()),
  );
  return [...blocks, ...branches, ...operands];
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
