import { refuse } from '../../../api/attempt.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { is, regionOf, type SyntaxTree, textOf } from '../../../language/syntax-tree.ts';
import { expressionsFor, sortOf } from '../../../language/tree-expression.ts';
import { type Site, sitesOf } from '../../../language/tree-site.ts';
import { childOf } from '../../child.ts';
import { isVisible, namesNeeded } from './names.ts';
import { someCondition } from './some-expression.ts';

/** Negates a condition, or narrows or widens it by another one whose names are known there or by a new comparison. */
export const changeCondition: Proposer = {
  name: 'change-condition',
  propose(request) {
    const { random, parent } = request;
    const sites = sitesOf(parent.program, isCondition);
    if (sites.length === 0) return refuse('no-site', 'the program has no conditions that may change');
    const site = random.pick(sites);
    const { tree, node, file, language } = site;
    const old = textOf(tree, node);
    const others = expressionsFor(site, parent.program).filter((other) => isOther(site, other));
    const [before = '!(', after = ')'] = language.negation ?? [];
    const joints = tree.kinds.includes('and') ? ['and', 'or'] : ['&&', '||'];
    const other =
      others.length > 0 && random.next() < 0.5 ? textOf(tree, random.pick(others).node) : someCondition(site, request);
    const joined = joints.map((joint) => `((${old}) ${joint} (${other}))`);
    const text = random.pick([`(${before}(${old})${after})`, ...joined]);
    const edit = { ...regionOf(tree, node), text };
    return childOf(request, file.name, [edit], `replace ${quote(old)} by ${quote(text)}`);
  },
};

function isCondition(tree: SyntaxTree, node: number): boolean {
  return is(tree, node, 'condition') && is(tree, node, 'value');
}

/** Whether another condition of the same file can be read where one stands. */
function isOther({ tree, node, file }: Site, other: Site): boolean {
  const isTruth = other.file === file && sortOf(tree, other.node) === 'truth';
  const isSame = () => textOf(tree, other.node) === textOf(tree, node);
  return isTruth && !isSame() && namesNeeded(tree, other.node).every((name) => isVisible(tree, name, node));
}
